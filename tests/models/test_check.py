from dataclasses import replace

import pytest

from policy_themes.models.check import (
    check_agreement,
    check_duplicates,
    check_labels,
    check_places,
    check_reviews,
)
from policy_themes.records import Sentence

LONG = "入汛以来全镇对四处滑坡隐患点落实专人值守和夜间巡查制度。"
SPLITS = {"a": "train", "b": "test", "c": "dev"}
THEMES = ("产业", "生态")


def make(report, index, text, themes=()):
    return Sentence(report, index, "body", (), 0, len(text), text, themes)


def fill(n):
    """Return sentences of characters that no other of them has."""
    texts = ("".join(chr(0x4E00 + 20 * i + k) for k in range(20)) for i in range(n))
    return [make("a", i, text) for i, text in enumerate(texts, start=2)]


@pytest.mark.extra("lab")
def test_a_test_sentence_near_a_train_sentence_is_a_leak():
    repeated, apart = check_duplicates([make("a", 1, LONG), *fill(200), make("b", 1, LONG)], SPLITS)
    assert repeated.passed
    assert not apart.passed
    assert apart.examples == (f"a:1 and b:1 (1.00): {LONG} | {LONG}",)


@pytest.mark.extra("lab")
def test_repeats_within_one_split_leak_nothing_but_may_be_too_many():
    rows = [make("a", 1, LONG), make("c", 1, LONG)]
    assert [check.passed for check in check_duplicates(rows, SPLITS)] == [False, True]
    assert [check.passed for check in check_duplicates([*rows, *fill(200)], SPLITS)] == [True, True]


def test_a_real_county_fails():
    assert check_places({"a": "赴平江县考察"}, {}, ["平江县"]).examples == ("a: 平江县",)
    assert check_places({"a": "赴霁川县考察"}, {}, ["平江县"]).passed


@pytest.mark.parametrize(
    ("reviews", "passed"),
    [
        ({"a": ("e", 3), "b": ("w1", 5)}, True),
        ({"a": ("e", 3)}, False),
        ({"a": ("e", 2), "b": ("f", 5)}, False),
        ({"a": ("w1", 5), "b": ("f", 5)}, False),
    ],
    ids=["read", "one not read", "one poor", "one read by its writer"],
)
def test_every_report_is_read_by_another(reviews, passed):
    assert check_reviews(reviews, {"a": "w1", "b": "w2"}).passed is passed


def test_low_agreement_on_one_theme_fails():
    ids = [f"a:{i}" for i in range(20)]
    one = {i: frozenset({"产业"} if n % 2 else {"生态"}) for n, i in enumerate(ids)}
    other = {i: frozenset({"产业"} if n % 3 else {"生态"}) for n, i in enumerate(ids)}
    assert check_agreement({"r1": {"wang": one, "li": dict(one)}}, THEMES).passed
    assert not check_agreement({"r1": {"wang": one, "li": other}}, THEMES).passed


def score(sentence):
    """Score by what the sentence says, or by the name of its place."""
    share = 0.9 if "茶" in sentence.text else 0.1
    return {"产业": share, "生态": 1 - share}


def label(train, test):
    return [
        replace(s, themes=("产业",) if score(s)["产业"] > 0.5 else ("生态",), scores=score(s))
        for s in test
    ]


def gold_of(word, other, n=60):
    return [
        make(f"r{i % 6}", i, word if i % 2 else other, ("产业",) if i % 2 else ("生态",))
        for i in range(n)
    ]


@pytest.mark.extra("lab")
def test_a_wrong_label_must_have_been_read_again():
    gold = gold_of("新建茶园三片", "清理河道三次")
    gold[7] = replace(gold[7], themes=("生态",))
    (issues, shortcuts), unread = check_labels(label, gold, set(), set(), [], THEMES, 3)
    assert [s.id for s in unread] == [gold[7].id]
    assert not issues.passed
    assert shortcuts.passed
    (issues, _), unread = check_labels(label, gold, {gold[7].id}, set(), [], THEMES, 3)
    assert issues.passed
    assert not unread
    _, unread = check_labels(label, gold, set(), {gold[7].report}, [], THEMES, 3)
    assert not unread  # of a test report


@pytest.mark.extra("lab")
def test_a_system_that_reads_places_is_told():
    gold = gold_of("霁川县茶岭镇项目开工", "霁川县河口镇项目开工")
    told = []
    (_, shortcuts), _ = check_labels(
        label, gold, set(), set(), ["霁川县茶岭镇", "霁川县河口镇"], THEMES, 3, report=told.append
    )
    assert not shortcuts.passed
    assert shortcuts.found.startswith("micro F1 out of fold 1.0000, 0.5")
    assert len(told) == 3
