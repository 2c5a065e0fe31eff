import pytest

from policy_themes.annotations.agreement import collect_answers, measure_agreement
from policy_themes.annotations.rounds import Answers

NONE: frozenset[str] = frozenset()
WATER, TEA = frozenset(["水利"]), frozenset(["种茶"])
BOTH = WATER | TEA


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
    assert (water.alpha, water.ac) == (1.0, 1.0)
    # Shares yes 3/8 and no 5/8: chance 15/32; agreement 3/4.
    assert tea.ac == pytest.approx((3 / 4 - 15 / 32) / (1 - 15 / 32))
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


def test_answers_without_a_sentence_in_common_have_nothing_to_agree_on() -> None:
    figures = measure_agreement({"li": {"a:1": WATER}, "wang": {"a:2": WATER}}, ["水利"])
    assert [figure.sentences for figure in figures] == [0, 0]


def test_sentences_that_one_alone_answered_are_left_out() -> None:
    answers: dict[str, Answers] = {
        "li": {"b:1": TEA, "a:1": WATER, "a:2": NONE},
        "wang": {"a:1": NONE, "b:1": TEA},
    }
    assert collect_answers(answers) == {
        "a:1": {"li": WATER, "wang": NONE},
        "b:1": {"li": TEA, "wang": TEA},
    }
