import pytest

from policy_themes.corpus.read import read_bytes
from policy_themes.errors import SlowReportError

ATTRIBUTES = " ".join(f"a{number}" for number in range(300_000))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.html", f"<html><p {ATTRIBUTES}>东渠", id="attributes"),
        pytest.param("a.md", "[" * 3_000_000, id="brackets"),
    ],
)
def test_a_page_that_takes_too_long_is_refused(name, text):
    with pytest.raises(SlowReportError, match=rf"^{name}: not done after 1 s\."):
        read_bytes(text.encode(), name=name, suffix=name[1:], seconds=1)


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        pytest.param(".html", f"<html><p>东渠</p>{'<div>' * 20_000}西渠", id="tags"),
        pytest.param(".md", f"东渠\n\n{'> ' * 20_000}西渠", id="quotations"),
        pytest.param(".md", f"东渠\n\n{'- ' * 20_000}西渠", id="lists"),
    ],
)
def test_what_is_nested_too_deeply_is_left_out(suffix, text):
    assert read_bytes(text.encode(), name="a", suffix=suffix) == "东渠"
