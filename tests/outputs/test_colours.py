from pathlib import Path

import pytest

from policy_themes.annotations.themes import read_themes
from policy_themes.outputs.colours import (
    BLACK,
    NEUTRAL,
    WHITE,
    ColourError,
    contrast,
    ink_on,
    parse_colour,
    tint_background,
    tint_colour,
)

THEMES = read_themes(Path(__file__).parents[2] / "annotations" / "themes.toml")
READABLE = 4.5


def test_colour_is_three_parts():
    assert parse_colour("#E4572e") == (228, 87, 46)


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345G", "#123456;}", ""])
def test_what_is_no_hex_colour_is_refused(colour):
    with pytest.raises(ColourError, match=f"themes.toml: '{colour}' is no colour. Write it as #RR"):
        parse_colour(colour)


# WCAG: 21:1 is black on white; #767676 is the lightest grey that passes on white.
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(BLACK, WHITE, 21), (WHITE, BLACK, 21), (WHITE, WHITE, 1), ("#767676", WHITE, 4.54)],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("colour", [*(theme.colour for theme in THEMES), NEUTRAL])
def test_ink_and_text_can_be_read_on_every_theme(colour):
    assert contrast(ink_on(colour), colour) >= READABLE
    assert contrast("#1A1A1A", tint_colour(colour)) >= READABLE


def test_one_theme_gives_a_plain_tint_and_several_a_band_each():
    assert tint_background(["#000000"]) == "#B8B8B8"
    assert tint_background(["#000000", "#FFFFFF"]) == (
        "linear-gradient(#B8B8B8 0% 50%, #FFFFFF 50% 100%)"
    )
