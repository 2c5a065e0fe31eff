from pathlib import Path

import pytest

from policy_themes.errors import AboutFileError, MissingPathError
from policy_themes.models.about import About, draft_about, read_about

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def write(tmp_path):
    def make(text):
        path = tmp_path / "about.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def test_what_is_told_is_read(write):
    text = 'author = "县教育局"\nlimits = """\n- 一\n"""\n[[sources]]\nname = "a"\nlicense = "b"\n'
    found = read_about(write(text))
    assert found == About(
        author="县教育局", limits="- 一\n", sources=({"name": "a", "license": "b"},)
    )


def test_a_draft_tells_nothing(write):
    assert read_about(write(draft_about())) == About()


def test_the_project_tells_all_of_its_own_models():
    own = read_about(ROOT / "models" / "about.toml")
    assert [name for name in vars(own) if not getattr(own, name)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("author = ", r"not TOML"),
        (b"\xff", r"not TOML"),
        ('owner = "a"', r"unknown owner"),
        ("limits = 3", r"no text: limits"),
        ('sources = "a"', r"a source without name and license"),
        ('[[sources]]\nname = "a"', r"a source without name and license"),
    ],
)
def test_what_cannot_be_told_is_one_line(write, text, found):
    with pytest.raises(
        AboutFileError, match=rf"about\.toml: {found}.*It may hold the texts author"
    ):
        read_about(write(text))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(MissingPathError, match=r"nope\.toml: no such file"):
        read_about(tmp_path / "nope.toml")
