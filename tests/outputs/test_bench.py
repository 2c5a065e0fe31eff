from xml.etree import ElementTree

import pytest

from policy_themes.models.bench import Cost, Speed
from policy_themes.models.contenders import FASTTEXT, SM
from policy_themes.outputs.bench import draw_bench, format_bench

COSTS = [Cost(SM, 61.2, 5.3, 3.14), Cost(FASTTEXT, 20.0, 800.0, 2.0)]
SPEEDS = [
    Speed(SM, 1000, 1, 0.5, None, 200.0),
    Speed(SM, 10_000, 1, 1.0, 0.5, 201.0),
    Speed(SM, 10_000, 2, 0.55, None, 201.0),
    Speed(SM, 100_000, 1, 10.0, None, 202.4),
    Speed(FASTTEXT, 1000, 1, 0.5, None, 900.0),
    Speed(FASTTEXT, 10_000, 1, 2.5, 2.0, 900.0),
]


def test_the_page_has_every_system_and_the_ratios():
    starts = {"import spacy": 2.0, SM: 2.5}
    page = format_bench(COSTS, SPEEDS, starts, main=1, machine="a machine").splitlines()
    assert "## 10,000 sentences" in page
    assert f"| {SM} | 10,000 | 20,000 | 18,182 (1.82 x) | 61 | 5.3 | 201 | 3.1 |" in page
    assert f"| {FASTTEXT} | 4,000 | 5,000 |  | 20 | 800.0 | 900 | 2.0 |" in page
    assert f"- {SM} is 2.5 times as fast as {FASTTEXT}, end to end." in page
    assert any("2.5 s, 1.25 times" in line for line in page)
    assert f"| {SM} | 2,000 / 200 | 10,000 / 201 | 10,000 / 202 |" in page
    assert f"| {FASTTEXT} | 2,000 / 900 | 4,000 / 900 |  |" in page


@pytest.mark.extra("lab")
def test_the_picture_has_a_line_for_each_system(tmp_path):
    draw_bench(tmp_path / "bench.svg", SPEEDS)
    text = "".join(ElementTree.parse(tmp_path / "bench.svg").getroot().itertext())
    assert SM in text
    assert FASTTEXT in text
