"""Shares as people read them."""

from __future__ import annotations


def percent(share: float) -> str:
    """0.954 -> "95 %"; a decimal only below ten."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 10 or value == 0 else f"{value:.1f} %".replace(".", ",")
