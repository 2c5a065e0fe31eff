import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy_themes.pipeline.alignment import align_sentence
from policy_themes.pipeline.text import (
    normalize_sentence,
)

# Figures, markers, quotes, marks that combine, jamo that compose, characters that unfold.
TRICKY = "0１9.,，。一二第是部分、()（）“”‘「」 \u3000\t-—●ａＢΣσİﬁ㎡½①⑴㈱か゛ﾞｶe\u0301\u0323각가ᄀ\u1161\u11a8\u0344党"  # noqa: E501


@given(st.one_of(st.text(), st.text(alphabet=TRICKY)))
@example("３．５亿元")
@example("ᄀ\u1161\u11a8")
@example("a\u0323\u0301")
@example("ΑΣ Σ")
def test_aligned_text_is_the_normalized_one_and_its_places_lie_in_the_text(text):
    normalized, places = align_sentence(text)
    assert normalized == normalize_sentence(text)
    assert len(places) == len(normalized)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "made_from"),
    [
        pytest.param("修渠。", [("修", "修"), ("渠", "渠"), ("。", "。")], id="as it is"),
        pytest.param("投3.5亿", [("投", "投"), ("0", "3.5"), ("亿", "亿")], id="figure"),
        pytest.param("１，２００万", [("0", "１，２００"), ("万", "万")], id="full-width figure"),
        pytest.param("（三）修渠", [("修", "修"), ("渠", "渠")], id="marker"),
        pytest.param(" 二是 修“渠”", [("修", "修"), ("渠", "渠")], id="blanks and quotes"),
        pytest.param("8㎡", [("0", "8"), ("m", "㎡"), ("0", "㎡")], id="one becomes two"),
        pytest.param("ｶﾞ", [("ガ", "ｶﾞ")], id="two become one"),
        pytest.param("", [], id="empty"),
    ],
)
def test_each_character_knows_what_it_was_made_from(text, made_from):
    normalized, places = align_sentence(text)
    assert [
        (character, text[start:end])
        for character, (start, end) in zip(normalized, places, strict=True)
    ] == made_from
