from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.annotations.coefficients import (
    gwet_ac,
    krippendorff_alpha,
    masi_distance,
    nominal_distance,
)

WATER, TEA = frozenset(["水利"]), frozenset(["种茶"])
BOTH = WATER | TEA
SETS = st.frozensets(st.sampled_from("水茶羊路"), max_size=4)

# Krippendorff (2011), section C: four observers, twelve units, with missing values (.).
FOUR_CODERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]


def units_of(coders: Sequence[str]) -> list[list[int]]:
    return [[int(value) for value in unit if value != "."] for unit in zip(*coders, strict=True)]


def interval_distance(a: int, b: int) -> float:
    return float((a - b) ** 2)


def test_alpha_of_four_coders_with_missing_values_is_the_published_one() -> None:
    units = units_of(FOUR_CODERS)
    assert krippendorff_alpha(units, nominal_distance) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff_alpha(units, interval_distance) == pytest.approx(0.849, abs=0.0005)


def test_alpha_of_two_coders_is_the_published_one() -> None:
    # Krippendorff (2011), sections A and B: two observers, two values and five values.
    binary = list(zip("0100000010", "1110010000", strict=True))
    nominal = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert krippendorff_alpha(binary, nominal_distance) == pytest.approx(0.095, abs=0.0005)
    assert krippendorff_alpha(nominal, nominal_distance) == pytest.approx(0.692, abs=0.0005)


def test_alpha_of_sets_is_the_one_computed_by_hand() -> None:
    # Coincidences: 水-水 2, 水-both 2, 茶-茶 2; observed 4/3, expected 2(3*2/3 + 3*2*1 + 2*2/3).
    units = [(WATER, WATER), (WATER, BOTH), (TEA, TEA)]
    assert krippendorff_alpha(units, masi_distance) == pytest.approx(9 / 14)


def test_alpha_below_chance_is_negative() -> None:
    assert krippendorff_alpha([("a", "b")] * 2, nominal_distance) == pytest.approx(-0.5)


def test_alpha_of_equal_answers_is_one() -> None:
    assert krippendorff_alpha([("a", "a"), ("b", "b")], nominal_distance) == 1.0
    assert krippendorff_alpha([("a", "a"), ("a", "a")], nominal_distance) == 1.0


def test_units_with_one_answer_do_not_count() -> None:
    units = [("a", "b"), ("a", "a"), ("b", "b")]
    assert krippendorff_alpha([*units, ("b",), ()], nominal_distance) == (
        krippendorff_alpha(units, nominal_distance)
    )


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_alpha_does_not_depend_on_the_order_of_units_and_answers(units, random) -> None:
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    alpha = krippendorff_alpha(units, nominal_distance)
    assert alpha <= 1
    assert krippendorff_alpha(shuffled, nominal_distance) == pytest.approx(alpha)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        pytest.param("", "", 0, id="both empty"),
        pytest.param("水茶", "水茶", 0, id="equal"),
        pytest.param("水", "茶", 1, id="disjoint"),
        pytest.param("", "茶", 1, id="one empty"),
        # Passonneau (2006): Jaccard 1/2, one holds the other; Jaccard 1/3, they overlap.
        pytest.param("水茶", "水茶羊路", 1 - 1 / 2 * 2 / 3, id="half of it"),
        pytest.param("水茶", "茶羊", 1 - 1 / 3 * 1 / 3, id="overlap"),
        pytest.param("水", "水茶羊", 1 - 1 / 3 * 2 / 3, id="a third of it"),
        pytest.param("水茶羊", "茶羊路", 1 - 2 / 4 * 1 / 3, id="large overlap"),
    ],
)
def test_masi_distance_weighs_jaccard_by_how_the_sets_lie(a: str, b: str, distance: float) -> None:
    assert masi_distance(frozenset(a), frozenset(b)) == pytest.approx(distance)
    assert masi_distance(frozenset(b), frozenset(a)) == pytest.approx(distance)


@settings(deadline=None)
@given(SETS, SETS)
def test_masi_distance_is_nothing_for_equal_sets_alone(a, b) -> None:
    assert 0 <= masi_distance(a, b) <= 1
    assert (masi_distance(a, b) == 0) == (a == b)


def test_ac1_of_four_coders_with_missing_values_is_the_published_one() -> None:
    # Gwet (2014), 4th edition, page 120; the vignette of his R package irrCAC prints 0.77544
    # (agreement 0.8181818, chance 0.1903212), and 0.74342 for alpha, from the same answers.
    units = units_of(FOUR_CODERS)
    assert gwet_ac(units, nominal_distance) == pytest.approx(0.77544, abs=0.000005)
    assert krippendorff_alpha(units, nominal_distance) == pytest.approx(0.74342, abs=0.000005)


def test_ac1_of_two_coders_is_the_published_one() -> None:
    # 100 pregnancies by two abstractors (irrCAC, cont3x3abstractors): 0.8493305.
    table = {"EE": 13, "AA": 20, "AN": 7, "NA": 4, "NN": 56}
    units = [tuple(pair) for pair, count in table.items() for _ in range(count)]
    assert gwet_ac(units, nominal_distance) == pytest.approx(0.8493305, abs=5e-8)


def test_ac1_of_six_coders_is_the_published_one() -> None:
    # 15 patients by six psychiatrists, five diagnoses (irrCAC, distrib.6raters): 0.4448007.
    counts = (
        "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031"
    )
    units = [
        [name for name, n in zip("abcde", unit, strict=True) for _ in range(int(n))]
        for unit in counts.split()
    ]
    assert gwet_ac(units, nominal_distance) == pytest.approx(0.4448007, abs=5e-8)


def test_ac2_of_sets_is_the_one_computed_by_hand() -> None:
    # Agreements: 水-both 1 * 1/2 * 2/3 = 1/3, 茶-both 1/3, 水-茶 0. Mean of 1, 1/3 and 1: 7/9.
    # Shares 水 1/2, both 1/6, 茶 1/3: spread 1/4 + 5/36 + 2/9 = 11/18. The weights of all nine
    # pairs add up to 3 + 4/3 = 13/3; chance 13/3 / 6 * 11/18 = 143/324.
    units = [(WATER, WATER), (WATER, BOTH), (TEA, TEA)]
    expected = (7 / 9 - 143 / 324) / (1 - 143 / 324)
    assert gwet_ac(units, masi_distance) == pytest.approx(expected)


def test_ac_stays_high_where_nearly_all_answers_are_the_same_and_alpha_falls() -> None:
    units = [(False, False)] * 98 + [(True, False), (False, True)]
    assert krippendorff_alpha(units, nominal_distance) < 0
    assert gwet_ac(units, nominal_distance) > 0.97


def test_a_value_that_nobody_gave_counts_as_one_that_could_be_given() -> None:
    units = [("a", "b"), ("a", "a")]
    # Shares 3/4 and 1/4. Two values: chance 3/8; three: 3/16.
    assert gwet_ac(units, nominal_distance) == pytest.approx((1 / 2 - 3 / 8) / (1 - 3 / 8))
    assert gwet_ac(units, nominal_distance, "abc") == pytest.approx((1 / 2 - 3 / 16) / (1 - 3 / 16))


def test_ac_of_equal_answers_is_one() -> None:
    assert gwet_ac([("a", "a"), ("b", "b")], nominal_distance) == 1.0
    assert gwet_ac([("a", "a")], nominal_distance) == 1.0
    assert gwet_ac([("a", "a")], nominal_distance, "ab") == 1.0


@settings(deadline=None)
@given(
    st.lists(st.lists(SETS, min_size=1, max_size=4), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_ac_does_not_depend_on_the_order_of_units_and_answers(units, random) -> None:
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    ac = gwet_ac(units, masi_distance)
    assert ac <= 1 + 1e-12
    assert gwet_ac(shuffled, masi_distance) == pytest.approx(ac)
