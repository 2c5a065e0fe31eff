import pytest

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.start import draft_guideline, draft_lexicon, draft_themes
from policy_themes.annotations.themes import read_themes

LABELS = ["教育教学", '校园"安全"', "后勤\\保障"]


@pytest.fixture
def themes(tmp_path):
    def write(labels):
        path = tmp_path / "themes.toml"
        path.write_text(draft_themes(labels), encoding="utf-8")
        return read_themes(path)

    return write


def test_drafted_themes_are_read_with_keys_and_colours_of_their_own(themes):
    found = themes(LABELS)
    assert [theme.label for theme in found] == LABELS
    assert [theme.hotkey for theme in found] == ["1", "2", "3"]
    assert len({theme.colour for theme in found}) == len({theme.slug for theme in found}) == 3


def test_beyond_the_keys_of_a_keyboard_themes_have_none(themes):
    keys = [theme.hotkey for theme in themes([f"主题{n}" for n in range(40)])]
    assert len(set(keys[:35])) == 35
    assert keys[35:] == [""] * 5


def test_the_guideline_has_a_row_for_each_theme():
    lines = draft_guideline(LABELS).splitlines()
    assert [line for line in lines if line.endswith("|  |  |")] == [
        f"| {label} |  |  |" for label in LABELS
    ]


def test_the_lexicon_is_read_and_has_no_term(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text(draft_lexicon(), encoding="utf-8")
    assert read_lexicon(path, LABELS) == []
