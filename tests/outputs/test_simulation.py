from xml.etree import ElementTree

import pytest

from policy_themes.models.simulation import Simulation, Step
from policy_themes.outputs.simulation import draw_simulation


@pytest.mark.extra("lab")
def test_each_order_has_a_line_and_the_sentences_that_it_needs(tmp_path):
    steps = [
        Step(order, draw, size, f1, f1, {})
        for order, gain in (("random", 0.0), ("uncertain", 0.1))
        for draw in (0, 1)
        for size, f1 in ((100, 0.5 + gain), (400, 0.7 + gain), (800, 0.8 + gain))
    ]
    simulation = Simulation(Step("all", 0, 3200, 0.8, 0.8, {}), steps)
    path = tmp_path / "simulation.svg"
    draw_simulation(path, simulation, 0.875)
    words = "".join(ElementTree.parse(path).getroot().itertext())
    # 0.7 is at 400 sentences of the one, and half way to them, on logarithms, of the other.
    assert words.count("随机：400 句") == 2  # micro and macro
    assert words.count("最拿不准的先标：200 句") == 2
    assert "全部 3,200 句所得的 88%" in words
    assert "拿不准且分散" not in words
