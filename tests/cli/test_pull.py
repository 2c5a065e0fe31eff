import pytest


@pytest.mark.parametrize("command", ["pull", "status"])
def test_without_a_server_one_line_says_how_to_start_it(cli, workspace, monkeypatch, command):
    monkeypatch.delenv("POLICY_THEMES_DOCCANO_URL", raising=False)
    said = cli(command, "r7")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: .doccano: no server of this folder is up. Start it: policy-themes doccano up; or "
        "name another with POLICY_THEMES_DOCCANO_URL.\n"
    )


@pytest.mark.parametrize("command", ["pull", "status"])
def test_the_help_ends_with_an_example(cli, command):
    said = cli(command, "--help")
    assert said.code == 0
    assert said.out.rstrip().endswith(f"Example: policy-themes {command} r7")


@pytest.mark.parametrize("command", ["pull", "status"])
def test_a_round_must_be_named(cli, workspace, command):
    said = cli(command)
    assert (said.code, said.out) == (2, "")
    assert "Missing argument" in said.err
