import socket

import pytest

from policy_themes.cli import serve as module


@pytest.fixture
def installed(monkeypatch):
    """As where the extra is installed, whether it is or not."""
    monkeypatch.setattr(module, "_check_extra", lambda: None)


@pytest.mark.parametrize("found", ["", " ", "two words", "口令"])
def test_what_is_no_token_is_not_taken_for_none(cli, monkeypatch, installed, found):
    monkeypatch.setenv("POLICY_THEMES_TOKEN", found)
    said = cli("serve")
    assert (said.code, said.error_lines) == (
        1,
        [
            "Error: POLICY_THEMES_TOKEN: no token in it. A token is one word of ASCII characters, "
            "such as openssl rand -hex 32 prints."
        ],
    )


def test_the_file_of_a_token_must_be_there_and_hold_one(cli, tmp_path, installed):
    file = tmp_path / "token"
    assert cli("serve", "--token-file", file).err == (
        f"Error: {file}: no such file or folder. Check the path.\n"
    )
    for found in (b"\n", "口令".encode("gb18030")):
        file.write_bytes(found)
        assert cli("serve", "--token-file", file).err.startswith(f"Error: {file}: no token in it.")


def test_without_the_extra_it_says_how_to_install_it(cli, monkeypatch):
    monkeypatch.setattr(module, "_NEEDED", ("no_such_library",))
    assert cli("serve").err == (
        "Error: policy-themes serve: needs libraries that are not installed. "
        'Run: pip install "policy-themes[serve]"\n'
    )


def test_an_address_that_is_taken_is_one_line(cli):
    pytest.importorskip("uvicorn")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = cli("serve", "--port", port)
    assert (said.code, said.err) == (
        1,
        f"Error: 127.0.0.1:{port}: cannot listen there (Address already in use). "
        "Choose another port with --port.\n",
    )


def test_a_missing_model_is_one_line(cli):
    pytest.importorskip("uvicorn")
    said = cli("serve", "--port", "0", "--model", "nope")
    assert (said.code, len(said.error_lines)) == (1, 1)
    assert said.err.startswith("Error: nope: no such pipeline.")
