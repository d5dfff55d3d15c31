"""Colours as web pages, Word and Excel write them: is a letter as pale as what is behind it?"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

_NAMED = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "black": (0, 0, 0),
    "navy": (0, 0, 128),
    "blue": (0, 0, 255),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "darkblue": (0, 0, 139),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
}
# Steps of 255 in every channel within which nobody tells letters from their background.
_ALIKE = 24
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue from 0 to 255; alpha from 0 (not there) to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def like(self, other: Colour | None) -> bool:
        """Whether letters of this colour cannot be seen on the other one (None: unknown)."""
        if self.alpha < 0.1:
            return True
        if other is None:
            return False
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return all(abs(a - b) <= _ALIKE for a, b in pairs)


def colour_of(text: str) -> Colour | None:
    """The first colour in a value of a style; None when none is named that we know."""
    text = text.strip().lower()
    if text.startswith("transparent"):
        return Colour(0, 0, 0, 0.0)
    if match := _HEX.search(text):
        return _hex(match[1])
    if match := _FUNCTION.search(text):
        return _function(match[1], match[2])
    for word in re.findall(r"[a-z]+", text):
        if word in _NAMED:
            return Colour(*_NAMED[word])
    return None


def _hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None
    values = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
    return Colour(values[0], values[1], values[2], values[3] / 255 if len(values) == 4 else 1.0)


def _function(kind: str, inside: str) -> Colour | None:
    parts = re.findall(r"([\d.]+)(%|deg)?", inside)
    if len(parts) < 3:
        return None
    try:
        numbers = [float(number) for number, _ in parts]
    except ValueError:
        return None
    alpha = numbers[3] / (100 if parts[3][1] == "%" else 1) if len(numbers) > 3 else 1.0
    if kind == "hsl":
        rgb = colorsys.hls_to_rgb(numbers[0] % 360 / 360, numbers[2] / 100, numbers[1] / 100)
        return Colour(rgb[0] * 255, rgb[1] * 255, rgb[2] * 255, alpha)
    scaled = [n * 2.55 if unit == "%" else n for n, (_, unit) in zip(numbers, parts, strict=True)]
    return Colour(scaled[0], scaled[1], scaled[2], alpha)
