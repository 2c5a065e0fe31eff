"""`policy-themes pull` and `policy-themes status` against a real Doccano."""

import json

import pytest

from policy_themes.jsonl import write_jsonl


@pytest.fixture
def desk(make_round, tmp_path, monkeypatch):
    """A project's folder as the working directory, and a round of which li answered two."""
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"POLICY_THEMES_DOCCANO_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    own = make_round("li", "wang")
    own.folder = tmp_path / "annotations" / "rounds"
    own.folder.mkdir(parents=True)
    themes = (
        f'[[theme]]\nlabel = "{theme.label}"\nslug = "{theme.slug}"\ncolour = "{theme.colour}"\n'
        f'hotkey = "{theme.hotkey}"\ndefinition = ""\n'
        for theme in own.themes
    )
    (tmp_path / "annotations" / "themes.toml").write_text("\n".join(themes), encoding="utf-8")
    rows = [
        {"report": key.split(":")[0], "index": int(key.split(":")[1]), "text": text}
        for key, text in own.texts.items()
    ]
    write_jsonl(tmp_path / "corpus" / "sentences.jsonl", rows)
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    li.answer("liutang:3")
    return own


def test_status_and_pull_tell_the_same_figures_and_only_pull_writes(cli, desk):
    command = (desk.name, "--home", desk.server.folder)
    said = cli("status", *command, "--json")
    assert (said.code, said.err) == (0, "")
    li, wang = json.loads(said.out)
    assert (li["annotator"], li["done"], li["left"], li["none"]) == ("li", 2, 4, 1)
    assert (li["themes"], li["new"], li["changed"]) == ({"水利": 0, "种茶": 1, "养羊": 0}, 2, 0)
    assert (wang["done"], wang["left"], wang["speed"]) == (0, 6, None)
    assert not desk.file("li").exists()
    table = cli("status", *command)
    assert "2 new, 0 changed" in table.out
    said = cli("pull", *command)
    assert (said.code, said.out) == (0, "")
    assert said.error_lines == [
        f"annotations/rounds/{desk.name}-li.jsonl: 2 new, 0 changed; 2 answers, 4 sentences left",
        f"annotations/rounds/{desk.name}-wang.jsonl: 0 new, 0 changed; 0 answers, 6 sentences left",
    ]
    assert desk.answers("li") == [(2, "labelled", ["种茶"]), (3, "none", [])]
    assert desk.file("wang").exists() is False
    (li, _) = json.loads(cli("status", *command, "--json").out)
    assert (li["done"], li["new"]) == (2, 0)


def test_status_shows_comments_on_confirmed_and_unconfirmed_sentences(cli, desk):
    command = ("status", desk.name, "--home", desk.server.folder)
    assert "comments" not in cli(*command).out
    li, wang = desk.log_in("li"), desk.log_in("wang")
    li.comment("liutang:2", "[水利]还是种茶?")
    li.comment("liutang:5", "断句不对")
    wang.comment("liutang:5", "看不懂")
    (own, other) = json.loads(cli(*command, "--json").out)
    assert [(c["author"], c["sentence"], c["text"]) for c in own["comments"]] == [
        ("li", "liutang:2", "[水利]还是种茶?"),
        ("li", "liutang:5", "断句不对"),
    ]
    assert [comment["text"] for comment in other["comments"]] == ["看不懂"]
    shown = [line.strip("│ ").split("│") for line in cli(*command).out.splitlines()]
    assert ["li", "liutang:2", "[水利]还是种茶?"] in [[c.strip() for c in row] for row in shown]


def test_answers_left_out_are_told_and_the_exit_code_is_1(cli, desk):
    li = desk.log_in("li")
    desk.admin.patch(li.path("liutang:2"), json={"text": "改了。"})
    said = cli("pull", desk.name, "--home", desk.server.folder)
    assert said.code == 1
    assert said.error_lines[-1] == (
        f"{desk.name}-li: answers left out, as they were given on another text than the corpus has "
        "(1): liutang:2. Set the text back in Doccano and have the sentence confirmed again."
    )
    assert desk.answers("li") == [(3, "none", [])]


def test_an_edited_project_is_one_line_and_nothing_is_written(cli, desk):
    li = desk.log_in("li")
    label = f"{li.project}/category-types/{li.labels['种茶']}"
    desk.admin.patch(label, json={"text": "茶叶"})
    for command in ("pull", "status"):
        said = cli(command, desk.name, "--home", desk.server.folder)
        assert (said.code, said.out) == (1, "")
        assert said.err == (
            f"Error: Project '{desk.name}-li': theme '种茶' is gone; theme '茶叶' is not in "
            "themes.toml. Undo this in Doccano, or change annotations/themes.toml to it, and run "
            "the same command again.\n"
        )
    assert list(desk.folder.iterdir()) == []


def test_a_round_without_a_project_is_one_line(cli, desk):
    said = cli("pull", "r99", "--home", desk.server.folder)
    assert said.code == 1
    assert said.err == (
        f"Error: {desk.server.url}: no project of round 'r99'. Push it first: policy-themes push "
        "r99 --annotators NAMES.\n"
    )


@pytest.mark.parametrize("command", ["pull", "status"])
def test_a_wrong_password_is_one_line_without_it(cli, desk, monkeypatch, command):
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_USER", "admin")
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_PASSWORD", "not-the-password-9")
    said = cli(command, desk.name, "--url", desk.server.url)
    assert said.code == 1
    assert said.err == (
        f"Error: {desk.server.url}: user 'admin' or the password is wrong. Set "
        "POLICY_THEMES_DOCCANO_USER and POLICY_THEMES_DOCCANO_PASSWORD to an account of this "
        "server.\n"
    )


def test_no_worker_is_one_line(cli, desk):
    desk.server.kill_worker()
    said = cli("pull", desk.name, "--home", desk.server.folder)
    desk.server.start()
    assert said.code == 1
    assert said.err == (
        f"Error: {desk.server.url}: the server answers, but its task worker does not. Start it "
        "with: policy-themes doccano up (on a server of your own: doccano task --concurrency 1), "
        "and run the same command again.\n"
    )
    assert not desk.file("li").exists()
