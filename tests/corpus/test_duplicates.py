import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.corpus.duplicates import find_near_duplicates
from policy_themes.errors import MissingExtraError

LONG = "入汛以来全镇对四处滑坡隐患点落实专人值守和夜间巡查制度"
OTHER = "村集体经济收入主要来自茶园流转和光伏电站两个项目的分红"


@pytest.mark.extra("lab")
def test_a_sentence_with_other_figures_and_punctuation_is_a_near_duplicate():
    found = find_near_duplicates([f"{LONG}3次。", OTHER, f"{LONG}，12次！"])
    assert [(pair.first, pair.second) for pair in found] == [(0, 2)]
    assert found[0].similarity > 0.9


@pytest.mark.extra("lab")
def test_similarity_is_the_exact_jaccard_index():
    one, other = "一二三四五六七八九十甲乙丙丁戊己", "一二三四五六七八九十甲乙丙丁戊庚"
    (pair,) = find_near_duplicates([one, other])
    # 13 n-grams each, 12 of them common
    assert pair.similarity == pytest.approx(12 / 14)


@pytest.mark.extra("lab")
def test_unlike_and_short_sentences_are_no_pairs():
    assert find_near_duplicates([LONG, OTHER, "三、下一步打算", "三、下一步打算"]) == []


@pytest.mark.extra("lab")
def test_a_higher_threshold_finds_fewer():
    texts = [LONG, LONG + "并加强宣传教育引导群众转移避险"]
    assert find_near_duplicates(texts, threshold=0.5)
    assert not find_near_duplicates(texts, threshold=0.9)


@pytest.mark.extra("lab")
@settings(deadline=None)
@given(st.lists(st.text(alphabet="镇村党员产业河道安全", min_size=15, max_size=30), max_size=8))
def test_every_repeated_text_is_found(texts):
    found = {(p.first, p.second) for p in find_near_duplicates(texts)}
    for i, one in enumerate(texts):
        assert all((i, j) in found for j in range(i + 1, len(texts)) if texts[j] == one)


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(MissingExtraError, match=r'pip install "policy-themes\[lab\]"$'):
        find_near_duplicates([LONG])
