import pytest

from policy_themes.outputs.characters import cut_text, strip_illegal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("种茶。", "种茶。"),
        ("a\tb\nc", "a\tb\nc"),
        ("种\x00茶\x0b。\r", "种茶。"),
        ("\x1b[31m红\x9b0m", "[31m红0m"),
        ("尾\uffff\ufffe", "尾"),
        ("半\ud800个", "半\ufffd个"),
        ("𠮷", "𠮷"),
    ],
)
def test_characters_that_outputs_cannot_carry_go(text, expected):
    assert strip_illegal(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("一二三", "一二三"), ("一二三四", "一二…")])
def test_long_text_is_cut_to_the_length_that_includes_the_ellipsis(text, expected):
    assert cut_text(text, 3) == expected
