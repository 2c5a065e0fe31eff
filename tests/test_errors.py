import pytest

from policy_themes.errors import MissingPathError, UnknownThemeError


@pytest.mark.parametrize("name", ["a\nb", "a\r\nb", "a\u2028b", "a\x1b\x00b", "a\x9bb"])
def test_a_message_is_one_line_that_steers_no_terminal(name):
    said = str(MissingPathError(name))
    assert said == "a b: no such file or folder. Check the path."


def test_a_theme_with_line_breaks_in_it_is_told_in_one_line():
    assert str(UnknownThemeError("x", ["产\n业"], ["产业"])) == (
        "x: unknown theme '产 业'. Known themes: 产业."
    )
