"""The themes' colours on paper, screen and terminal, and whether text on them can be read."""

import re
from collections.abc import Sequence

from policy_themes.errors import PolicyThemesError

RGB = tuple[int, int, int]
BLACK = "#000000"
WHITE = "#FFFFFF"
NEUTRAL = "#808080"
"""For a theme that themes.toml does not know (any more)."""
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_TINT = 0.28


class ColourError(PolicyThemesError):
    """A colour is not written as `#RRGGBB`."""

    def __init__(self, colour: str) -> None:
        super().__init__("themes.toml", f"'{colour}' is no colour", "Write it as #RRGGBB.")


def parse_colour(colour: str) -> RGB:
    """Return red, green and blue, 0 to 255.

    Raises:
        ColourError: It is not `#RRGGBB`.
    """
    if not _HEX.fullmatch(colour):
        raise ColourError(colour)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tint_colour(colour: str) -> str:
    """Return the light shade of `colour` that goes behind black text."""
    mixed = (round(255 - (255 - part) * _TINT) for part in parse_colour(colour))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def tint_background(colours: Sequence[str]) -> str:
    """Return the CSS background of a sentence with these themes: one tint, or a band for each.

    The bands lie one above the other in every line: side by side, each would seem to mark
    a part of the sentence only.
    """
    tints = [tint_colour(colour) for colour in colours]
    if len(tints) == 1:
        return tints[0]
    share = 100 / len(tints)
    stops = (f"{tint} {i * share:.4g}% {(i + 1) * share:.4g}%" for i, tint in enumerate(tints))
    return f"linear-gradient({', '.join(stops)})"


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on `colour`; at least 4.5:1."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    References:
        WCAG 2.1, definition of contrast ratio; success criterion 1.4.3 wants 4.5 for text.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in parse_colour(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
