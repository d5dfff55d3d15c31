"""A setting that cannot be right, in one line that names its variable."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_settings import BaseSettings


def wrong_settings(error: ValidationError) -> str:
    """Which variables are wrong and why, never with their values; empty when it is no setting."""
    for kind in BaseSettings.__subclasses__():
        if kind.__name__ == error.title:
            prefix = kind.model_config.get("env_prefix", "")
            return "; ".join(
                f"{prefix}{'_'.join(str(part) for part in wrong['loc'])}".upper()
                + f": {wrong['msg'].removeprefix('Value error, ')}"
                for wrong in error.errors(include_input=False, include_url=False)
            )
    return ""
