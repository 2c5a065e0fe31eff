import sys

import pytest

from policy_themes.annotations.doccano import connection as connections
from policy_themes.annotations.doccano.errors import NoAccountError, ServerDownError
from policy_themes.annotations.doccano.secrets import add_account
from policy_themes.cli import doccano

URL = "http://doccano.example:8000"


@pytest.fixture
def connected(monkeypatch):
    """Where and as whom somebody connected, without doing so."""
    seen = []

    def connect(url, account):
        seen.append((url, account.name, account.password))

    monkeypatch.setattr(connections, "connect", connect)
    for name in (doccano.URL, doccano.USER, doccano.PASSWORD):
        monkeypatch.delenv(name, raising=False)
    return seen


def set_account(monkeypatch, name="li", password="hush"):
    monkeypatch.setenv(doccano.USER, name)
    monkeypatch.setenv(doccano.PASSWORD, password)


def test_a_server_elsewhere_is_entered_with_the_account_of_the_environment(
    connected, tmp_path, monkeypatch
):
    set_account(monkeypatch)
    doccano.open_connection(tmp_path, URL)
    assert connected == [(URL, "li", "hush")]


def test_the_environment_may_name_the_server(connected, tmp_path, monkeypatch):
    set_account(monkeypatch)
    monkeypatch.setenv(doccano.URL, URL)
    doccano.open_connection(tmp_path, None)
    doccano.open_connection(tmp_path, "http://other")
    assert [url for url, *_ in connected] == [URL, "http://other"]


def test_our_own_server_is_entered_as_its_administrator(connected, tmp_path, monkeypatch):
    from policy_themes.annotations.doccano import server

    monkeypatch.setattr(server, "find_url", lambda folder: "http://127.0.0.1:8000")
    doccano.open_connection(tmp_path, None)
    assert connected == [("http://127.0.0.1:8000", "admin", add_account(tmp_path, "admin"))]


def test_at_a_terminal_the_account_is_asked_for(connected, tmp_path, monkeypatch):
    answers = {f"User of {URL}": "li", "Password": "hush"}
    hidden = []

    def prompt(text, *, hide_input=False, err):
        assert err  # stdout is data
        hidden.append(hide_input)
        return answers[text]

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(doccano.typer, "prompt", prompt)
    doccano.open_connection(tmp_path, URL)
    assert connected == [(URL, "li", "hush")]
    assert hidden == [False, True]


def test_without_an_account_and_a_terminal_the_error_names_the_variables(
    connected, tmp_path, monkeypatch
):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(NoAccountError, match=r"^http.*: no account .*_USER and .*_PASSWORD"):
        doccano.open_connection(tmp_path, URL)
    with pytest.raises(NoAccountError) as caught:
        doccano.open_connection(tmp_path, "http://li:hush@doccano.example")
    assert "hush" not in str(caught.value)


def test_no_server_says_how_to_start_one(connected, tmp_path):
    with pytest.raises(ServerDownError, match=r"no server of this folder .* doccano up;"):
        doccano.open_connection(tmp_path / "none", None)
    assert not (tmp_path / "none").exists()


def test_windows_is_told_what_to_do(cli, monkeypatch):
    monkeypatch.setattr(doccano.sys, "platform", "win32")
    said = cli("doccano", "status")
    assert said.code == 1
    assert "cannot run a server on Windows. Run it in WSL" in said.err


def test_no_option_takes_a_password(cli):
    for command in ("up", "down", "status"):
        assert "password" not in cli("doccano", command, "--help").out.lower()
