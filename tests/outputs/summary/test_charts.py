import re
import sys

import pytest

from policy_themes.errors import MissingExtraError
from policy_themes.outputs.summary.charts import draw_bars, require_matplotlib


@pytest.fixture(scope="module")
def svg():
    pytest.importorskip("matplotlib")
    return draw_bars([0.1, 0.4, 0.0], ["1", "2", "3"], "#E4572E", 0.5)


def test_bars_are_drawn_in_the_theme_s_colour_with_their_names_as_text(svg):
    assert svg.lower().count("fill: #e4572e") >= 2
    assert [name for name in ("1", "2", "3") if f">{name}</text>" in svg] == ["1", "2", "3"]
    assert ">50%</text>" in svg or ">40%</text>" in svg


def test_the_picture_is_as_wide_as_its_place_and_hidden_from_screen_readers(svg):
    tag = re.search("<svg[^>]*>", svg)[0]
    assert "viewBox" in tag
    assert 'aria-hidden="true"' in tag
    assert not re.search(r'\s(?:width|height)="', tag)


def test_two_pictures_on_a_page_share_no_id_of_different_things(svg):
    other = draw_bars([0.3], ["2023"], "#59A14F", 0.5)
    ids = re.findall(r' id="([^"]*)"', svg), re.findall(r' id="([^"]*)"', other)
    assert all(re.match("[mp][0-9a-f]{6}", name) for name in ids[0] + ids[1])


def test_the_picture_loads_nothing(svg):
    outside = re.findall(r'(?:href|src)="(?!#)([^"]*)"', svg)
    assert outside == []


def test_the_same_numbers_are_the_same_picture(svg):
    assert draw_bars([0.1, 0.4, 0.0], ["1", "2", "3"], "#E4572E", 0.5) == svg


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"policy-themes\[lab\]"):
        require_matplotlib()
