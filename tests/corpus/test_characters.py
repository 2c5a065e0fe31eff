import pytest

from policy_themes.corpus.characters import common_characters, count_share


@pytest.mark.parametrize("char", "村鎮镇渠閘闸一龍龙、。《》“”\uff0c\uff1a\uff11\u3000①")
def test_what_reports_are_written_with_is_common(char: str) -> None:
    assert char in common_characters()


@pytest.mark.parametrize("char", "a1,\n龘閮閿めж\ufffd\ue000")
def test_what_wrong_decodings_are_made_of_is_not_common(char: str) -> None:
    assert char not in common_characters()


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("Liutang 2023, (GDP)\n", 0),
        ("柳塘村修渠3.5公里。\n", 1),
        ("柳龘", 0.5),
        ("柳塘村\x00", 0.75),
    ],
)
def test_the_share_leaves_ascii_out(text: str, share: float) -> None:
    assert count_share(text) == share
