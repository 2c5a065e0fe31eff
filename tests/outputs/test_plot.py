import pytest

from policy_themes.outputs.plot import Plot

PLOT = Plot(width=150, height=140, top=0.2, left=40, below=30, edge=10)


@pytest.mark.parametrize(("value", "x"), [(0, 40), (0.5, 90), (1, 140)])
def test_values_lie_between_the_left_and_the_right_edge(value, x):
    assert PLOT.x(value) == x


@pytest.mark.parametrize(("value", "y"), [(0, 110), (0.1, 60), (0.2, 10), (0.7, 10)])
def test_values_rise_to_the_top_and_not_above(value, y):
    assert PLOT.y(value) == y


def test_points_that_fall_on_each_other_are_one():
    assert PLOT.trace([(0, 0), (0.0001, 0.0001), (0.5, 0.1, 7)]) == "40,110 90,60"
