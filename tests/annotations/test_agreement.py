from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.annotations.agreement import (
    find_confusions,
    krippendorff_alpha,
    masi_distance,
    measure_agreement,
    nominal_distance,
)
from policy_themes.annotations.rounds import Answers

NONE: frozenset[str] = frozenset()
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


def test_agreement_is_measured_on_each_theme_and_on_sets() -> None:
    answers: dict[str, Answers] = {
        "li": {"a:1": WATER, "a:2": NONE, "b:1": BOTH, "b:2": TEA, "b:3": WATER},
        "wang": {"a:1": WATER, "a:2": NONE, "b:1": WATER, "b:2": TEA},
    }
    water, tea, sets = measure_agreement(answers, ["水利", "种茶"])
    assert [water.name, tea.name, sets.name] == ["水利", "种茶", "集合(MASI)"]
    assert [each.sentences for each in (water, tea, sets)] == [4, 4, 4]
    assert [water.positive, tea.positive, sets.positive] == [4 / 8, 3 / 8, 6 / 8]
    assert [water.percent, tea.percent, sets.percent] == [1.0, 0.75, 0.75]
    assert water.alpha == 1.0
    # Coincidences: yes-yes 2, no-no 4, yes-no 2; 1 - 7 * 2 / (2 * 3 * 5).
    assert tea.alpha == pytest.approx(1 - 7 * 2 / 30)


def test_a_sentence_confirmed_as_without_theme_counts_and_one_not_seen_does_not() -> None:
    seen: Answers = {"a:1": WATER, "a:2": NONE, "a:3": TEA}
    (confirmed, *_) = measure_agreement({"li": seen, "wang": {"a:1": WATER, "a:2": NONE}}, ["水利"])
    (unseen, *_) = measure_agreement({"li": seen, "wang": {"a:1": WATER}}, ["水利"])
    assert (confirmed.sentences, unseen.sentences) == (2, 1)


def test_the_interval_holds_the_alpha_and_is_the_same_each_time() -> None:
    li = {f"{r}:{i}": (WATER, TEA, NONE)[i % 3] for r in "abcdef" for i in range(9)}
    wang = {key: BOTH if key in {"a:1", "b:2", "c:3"} else value for key, value in li.items()}
    first = measure_agreement({"li": li, "wang": wang}, ["水利", "种茶"])
    for figure in first:
        assert figure.low < figure.alpha < figure.high <= 1
    assert measure_agreement({"li": li, "wang": wang}, ["水利", "种茶"]) == first


def test_the_interval_of_one_report_has_no_width() -> None:
    # The reports are drawn, not their sentences.
    answers = {"li": {"a:1": WATER, "a:2": TEA}, "wang": {"a:1": WATER, "a:2": WATER}}
    (figure, *_) = measure_agreement(answers, ["水利"])
    assert figure.low == figure.alpha == figure.high


def test_a_colon_in_the_id_of_a_report_is_part_of_it() -> None:
    answers = {"li": {"a:x:1": WATER, "a:y:1": TEA}, "wang": {"a:x:1": WATER, "a:y:1": WATER}}
    (figure, *_) = measure_agreement(answers, ["水利"])
    assert figure.low < figure.high


def test_confusions_are_pairs_of_answers_with_the_commonest_first() -> None:
    answers: dict[str, Answers] = {
        "li": {"a:1": WATER, "a:2": TEA, "a:3": NONE, "a:4": TEA, "a:5": WATER},
        "wang": {"a:1": TEA, "a:2": WATER, "a:3": TEA, "a:4": TEA},
    }
    assert find_confusions(answers) == [
        (WATER, TEA, ["a:1", "a:2"]),
        (NONE, TEA, ["a:3"]),
    ]


def test_three_annotators_make_a_confusion_of_each_two_that_differ() -> None:
    answers: dict[str, Answers] = {"li": {"a:1": WATER}, "wang": {"a:1": TEA}, "zhao": {"a:1": TEA}}
    assert find_confusions(answers) == [(WATER, TEA, ["a:1", "a:1"])]


def test_annotators_who_agree_have_no_confusions() -> None:
    assert find_confusions({"li": {"a:1": WATER}, "wang": {"a:1": WATER, "a:2": TEA}}) == []
