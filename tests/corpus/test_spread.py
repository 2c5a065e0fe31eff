import pytest

from policy_themes.corpus.spread import count_characters, measure_spread

TEXTS = ["一二三四五。", "“六七八九”十。", "修路3公里。"]


def test_lengths_figures_and_quotes_are_counted():
    spread = measure_spread(TEXTS)
    assert (spread.sentences, spread.longest) == (3, 8)
    assert spread.lengths == (6, 6, 6, 7, 7)
    assert spread.figures == spread.quotes == pytest.approx(1 / 3)


def test_repeated_n_grams_are_not_distinct():
    assert measure_spread(["一二三四五"]).distinct == 1
    assert measure_spread(["一二三四五", "一二三四五"]).distinct == 0.5


def test_distinct_is_compared_at_equal_length():
    texts = ["一二三四五六七八", "甲乙丙丁戊己庚辛"] * 20
    whole, sampled = (measure_spread(texts, characters=n).distinct for n in (None, 16))
    assert whole == pytest.approx(1 / 20)
    assert sampled == 1


def test_characters_leave_out_punctuation_and_figures():
    assert count_characters(TEXTS) == 5 + 5 + 4
