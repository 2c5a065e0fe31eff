import pytest

from policy_themes.models.simulation import Simulation, Step


def step(order, draw, sentences, micro):
    return Step(order, draw, sentences, micro, micro / 2, {})


def test_what_an_order_needs_is_found_between_two_steps():
    steps = [step("a", 0, 100, 0.5), step("a", 0, 400, 0.7), step("a", 1, 100, 0.9)]
    found = Simulation(step("all", 0, 1600, 1.0), steps)
    # Half way from 100 to 400 sentences, on logarithms, is 200; the second draw begins above.
    assert found.count_needed("a", 0.6, "micro") == [pytest.approx(200), 100.0]
    assert found.count_needed("a", 0.6, "macro") == [pytest.approx(200), 100.0]
    # 0.85 is half way from 0.7 to 1.0, which all sentences bring.
    assert found.count_needed("a", 0.85, "micro") == [pytest.approx(800), 100.0]
    assert found.count_needed("a", 1, "micro") == [pytest.approx(1600)] * 2


def test_the_row_for_json_sums_up_the_draws():
    steps = [step("a", 0, 100, 0.5), step("a", 0, 400, 0.7), step("a", 1, 100, 0.9)]
    row = Simulation(step("all", 0, 1600, 1.0), steps).as_row(0.6)
    assert row["needed"]["micro"]["a"] == {
        "mean": pytest.approx(150),
        "least": 100,
        "most": pytest.approx(200),
    }
    assert (len(row["steps"]), row["full"]["sentences"], row["share"]) == (3, 1600, 0.6)
