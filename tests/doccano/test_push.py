"""Pushing to a real Doccano, and what is left of it when something is killed."""

import itertools
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from policy_themes.annotations.doccano.connection import Account, Connection, connect
from policy_themes.annotations.doccano.fill import drop_copies, restore_suggestions
from policy_themes.annotations.doccano.projects import find_projects
from policy_themes.annotations.doccano.rows import exported_labels, sentence_id, suggested_themes
from policy_themes.annotations.doccano.secrets import (
    accounts_path,
    add_account,
    read_accounts,
)
from policy_themes.annotations.doccano.session import Session
from policy_themes.jsonl import write_jsonl

THEMES = ("产业", "民生", "生态")
TERMS = {"茶叶": "产业", "卫生室": "民生", "河长": "生态"}
LINES = (
    "新建茶叶大棚{}个。",
    "村卫生室体检{}人次。",
    "河长巡河{}次。",
    "现将情况汇报如下,共{}点。",
)
GUIDELINE = "# 标注说明\n拿不准时选最主要的主题。\n"
_ROUNDS = (f"t{number}" for number in itertools.count(1))


def make_sentences(reports, lines=8):
    for report in range(reports):
        for index in range(lines):
            text = LINES[index % len(LINES)].format(report * lines + index)
            section = ["一、工作情况"] if index else []
            yield {
                "report": f"r{report}-2023",
                "index": index + 1,
                "text": text,
                "section": section,
            }


@dataclass
class Desk:
    """A project's folder as the working directory, and a round of its own on the server."""

    root: Path
    server: object
    admin: Connection
    round: str

    @property
    def projects(self):
        return find_projects(self.admin, self.round)

    def write_themes(self, *themes, hotkeys="123"):
        entries = (
            f'[[theme]]\nlabel = "{theme}"\nslug = "t{key}"\ncolour = "#11223{key}"\n'
            f'hotkey = "{key}"\ndefinition = "{theme}"\n'
            for theme, key in zip(themes, hotkeys, strict=True)
        )
        (self.root / "annotations/themes.toml").write_text("\n".join(entries), encoding="utf-8")

    def write_sentences(self, rows):
        write_jsonl(self.root / "corpus/sentences.jsonl", rows)

    @property
    def ids(self):
        lines = (self.root / "corpus/sentences.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [f"{row['report']}:{row['index']}" for row in rows]

    @property
    def command(self):
        return ["push", self.round, "--annotators", "li,wang", "--home", str(self.server.folder)]

    def examples(self, name="li"):
        return list(self.admin.iter_examples(self.projects[name]))

    def sentences(self, name="li"):
        return [sentence_id(example) for example in self.examples(name)]

    def labels(self, name="li"):
        rows = self.admin.download(self.projects[name], confirmed_only=False)
        return {row["sentence"]: sorted(exported_labels(row)) for row in rows}

    def log_in(self, name="li"):
        return connect(self.server.url, Account(name, read_accounts(self.server.folder)[name]))

    def confirm(self, example, name="li"):
        path = f"projects/{self.projects[name]}/examples/{example['id']}/states"
        self.log_in(name).post(path, json={})

    def check_whole(self):
        """Every sentence stands once in the round but for the shared ones, with its suggestion."""
        both = [self.sentences(name) for name in ("li", "wang")]
        for own in both:
            assert len(own) == len(set(own))
        assert set(both[0]) | set(both[1]) == set(self.ids)
        for name in ("li", "wang"):
            labels = self.labels(name)
            for example in self.examples(name):
                assert labels[sentence_id(example)] == sorted(suggested_themes(example))
                assert example["score"] < 100


@pytest.fixture
def desk(server, tmp_path, monkeypatch) -> Desk:
    server.start()  # a test before may have killed a part of it
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"POLICY_THEMES_DOCCANO_{name}", raising=False)
    root = tmp_path / "desk"
    for folder in ("annotations/rounds", "corpus"):
        (root / folder).mkdir(parents=True)
    monkeypatch.chdir(root)
    terms = "".join(f"{term}\t{theme}\t\t\t\n" for term, theme in TERMS.items())
    (root / "annotations/lexicon.tsv").write_text(
        f"term\tthemes\tfrom\tto\tnote\n{terms}", encoding="utf-8"
    )
    (root / "annotations/guideline.zh.md").write_text(GUIDELINE, encoding="utf-8")
    admin = connect(server.url, Account(server.name, server.password))
    made = Desk(root, server, admin, next(_ROUNDS))
    made.write_themes(*THEMES)
    made.write_sentences(make_sentences(3))
    return made


@pytest.fixture
def push(cli, desk):
    def run(*options):
        return cli(*desk.command, *options)

    return run


def test_a_project_an_annotator_with_guideline_themes_colours_and_hotkeys(desk, push):
    said = push()
    assert said.code == 0, said.err
    assert said.out == ""
    project = desk.admin.get(f"projects/{desk.projects['li']}")
    assert project["name"] == f"{desk.round}-li"
    assert project["guideline"] == GUIDELINE.strip()
    assert project["collaborative_annotation"]
    assert not project["single_class_classification"]
    types = desk.admin.get(f"projects/{project['id']}/category-types")
    assert [(t["text"], t["suffix_key"], t["background_color"]) for t in types] == [
        ("产业", "1", "#112231"),
        ("民生", "2", "#112232"),
        ("生态", "3", "#112233"),
    ]
    members = desk.admin.get(f"projects/{project['id']}/members")
    assert {m["username"]: m["rolename"] for m in members} == {
        "admin": "project_admin",
        "li": "annotator",
    }


def test_it_says_what_was_added_and_where_passwords_lie_and_no_password(desk, push):
    said = push("--overlap", "1")
    assert f"{desk.round}-li (li): 24 sentences added, 24 in all" in said.error_lines
    assert "Themes suggested by the lexicon" in said.error_lines
    for password in read_accounts(desk.server.folder).values():
        assert password not in said.err


def test_annotators_see_context_and_suggestion(desk, push):
    push("--overlap", "1")
    li = desk.log_in()
    shown = next(
        row for row in li.iter_examples(desk.projects["li"]) if row["text"].startswith("村")
    )
    assert shown["meta"] == {
        "报告": "r0-2023",
        "小节": "一、工作情况",
        "上文": "新建茶叶大棚0个。",
        "下文": "河长巡河2次。",
        "建议": "民生",
        "sentence": "r0-2023:2",
    }


def test_what_the_gold_has_and_what_has_no_theme_is_not_pushed(desk, push):
    rows = list(make_sentences(1))
    rows[3]["kind"], rows[4]["kind"] = "credit", "junk"
    desk.write_sentences(rows)
    write_jsonl(desk.root / "annotations/gold.jsonl", [{**rows[0], "themes": ["产业"]}])
    push("--overlap", "1")
    assert desk.sentences() == [f"r0-2023:{index}" for index in (2, 3, 6, 7, 8)]


def test_trap_4_a_suggestion_that_nobody_confirmed_is_no_answer(desk, push):
    push("--overlap", "1")
    assert desk.admin.download(desk.projects["li"], confirmed_only=True) == []
    desk.confirm(desk.examples()[1])
    rows = desk.admin.download(desk.projects["li"], confirmed_only=True)
    assert [(row["sentence"], exported_labels(row)) for row in rows] == [("r0-2023:2", ("民生",))]


def test_trap_5_each_annotator_sees_the_suggestions_that_the_administrator_uploaded(desk, push):
    push("--overlap", "1")
    for name in ("li", "wang"):
        own, project = desk.log_in(name), desk.projects[name]
        first = desk.examples(name)[0]
        labels = own.get(f"projects/{project}/examples/{first['id']}/categories")
        types = {row["id"]: row["text"] for row in own.get(f"projects/{project}/category-types")}
        assert [types[label["label"]] for label in labels] == ["产业"]
        assert not first["is_confirmed"]


def test_an_annotator_sees_no_other_s_project(desk, push):
    push()
    seen = desk.log_in("li").get("projects", params={"limit": 1000})["results"]
    assert f"{desk.round}-wang" not in {row["name"] for row in seen}


def test_trap_6_lowest_score_first_is_the_chosen_order(desk, push):
    push("--overlap", "1", "--order", "random")
    params = {"ordering": "score", "limit": 100}
    rows = desk.admin.get(f"projects/{desk.projects['li']}/examples", params=params)["results"]
    by_upload = sorted(rows, key=lambda row: row["id"])
    assert rows == by_upload
    assert [sentence_id(row) for row in rows] != desk.ids
    assert all("score" not in row["meta"] for row in rows)


def test_trap_7_meta_text_and_labels_survive_the_export(desk, push):
    push("--overlap", "1")
    listed = {row["id"]: row for row in desk.examples()}
    for row in desk.admin.download(desk.projects["li"], confirmed_only=False):
        assert row["text"] == listed[row["id"]]["text"]
        assert listed[row["id"]]["meta"].items() <= row.items()


def test_the_same_command_twice_adds_and_changes_nothing(desk, push, monkeypatch):
    push("--sample", "10")
    before = {name: desk.examples(name) for name in ("li", "wang")}
    changing = []
    ask = Session.ask

    def watch(session, method, path, **options):
        if method != "GET":
            changing.append(path)
        return ask(session, method, path, **options)

    monkeypatch.setattr(Session, "ask", watch)
    said = push("--sample", "10")
    assert changing == []
    assert "0 sentences added" in said.error_lines[0]
    assert {name: desk.examples(name) for name in ("li", "wang")} == before


def test_more_can_be_added_later_and_what_is_there_stays(desk, push):
    push("--sample", "10")
    desk.confirm(desk.examples()[0])
    before = desk.examples()
    push("--order", "random")
    after = {row["id"]: row for row in desk.examples()}
    assert after[before[0]["id"]] == {**before[0], "is_confirmed": True}
    assert {row["id"] for row in before} < after.keys()
    assert set(desk.sentences("li")) | set(desk.sentences("wang")) == set(desk.ids)


def test_annotators_are_those_of_the_round_unless_others_are_named(desk, push, cli):
    push("--sample", "10")
    said = cli("push", desk.round, "--home", desk.server.folder)
    assert [line.split(":")[0] for line in said.error_lines[1:]] == [
        f"{desk.round}-li (li)",
        f"{desk.round}-wang (wang)",
    ]
    desk.check_whole()


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["r-7"], "'r-7' is no round's name"),
        (["r7", "--annotators", "li,a/b"], "'a/b' is no annotator's name"),
        (["r7", "--order", "uncertain"], "--order uncertain needs a model"),
        (["r7", "--suggest", "model"], "--suggest model needs a model"),
        (["r7", "--overlap", "1.5"], "--overlap"),
        (["r7", "--sample", "0"], "--sample"),
        (["r7", "--disputes", "r6", "--suggest", "lexicon"], "With --disputes nothing"),
        (["nobody"], "Round nobody is new"),
    ],
)
def test_usage(desk, cli, options, found):
    said = cli("push", *options, "--home", desk.server.folder)
    assert said.code == 2
    assert found in said.err


def test_suggest_none_leaves_examples_bare(desk, push):
    push("--overlap", "1", "--suggest", "none")
    assert "建议" not in desk.examples()[0]["meta"]
    assert set(map(tuple, desk.labels().values())) == {()}


def test_themes_of_the_file_bring_new_colours_hotkeys_and_guideline(desk, push):
    push("--sample", "4")
    desk.write_themes(*THEMES, hotkeys="213")  # two swap theirs
    (desk.root / "annotations/guideline.zh.md").write_text("第二版", encoding="utf-8")
    assert push("--sample", "4").code == 0
    project = desk.projects["li"]
    types = desk.admin.get(f"projects/{project}/category-types")
    assert [(t["text"], t["suffix_key"]) for t in types] == [
        ("产业", "2"),
        ("民生", "1"),
        ("生态", "3"),
    ]
    assert desk.admin.get(f"projects/{project}")["guideline"] == "第二版"


def test_what_somebody_edited_is_told_together_and_stays(desk, push):
    push("--sample", "4")
    li, wang = (f"projects/{desk.projects[name]}" for name in ("li", "wang"))
    types = desk.admin.get(f"{li}/category-types")
    desk.admin.patch(f"{li}/category-types/{types[0]['id']}", json={"text": "工业"})
    desk.admin.delete(f"{li}/category-types/{types[1]['id']}")
    shared = {"collaborative_annotation": False, "resourcetype": "TextClassificationProject"}
    desk.admin.patch(wang, json=shared)
    said = push()
    assert said.code == 1
    assert said.error_lines == [
        f"Error: Project '{desk.round}-li': theme '产业' is gone; theme '民生' is gone; theme "
        f"'工业' is not in themes.toml; project '{desk.round}-wang': 'collaborative_annotation' is "
        "off. Undo this in Doccano, or change annotations/themes.toml to it, and run the same "
        "command again."
    ]
    assert [t["text"] for t in desk.admin.get(f"{li}/category-types")] == ["工业", "生态"]
    assert len(desk.examples("li")) + len(desk.examples("wang")) <= 8


def test_a_copied_project_is_told(desk, push):
    push("--sample", "4")
    desk.admin.post(f"projects/{desk.projects['li']}/clone", json={})
    said = push()
    assert f"Project '{desk.round}-li': 2 projects have this name." in said.err


def test_wrong_password_and_no_server(desk, push, monkeypatch):
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_USER", "admin")
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_PASSWORD", "hush-hush-7")
    said = push("--url", desk.server.url)
    assert said.code == 1
    assert said.error_lines == [
        f"Error: {desk.server.url}: user 'admin' or the password is wrong. Set "
        "POLICY_THEMES_DOCCANO_USER and POLICY_THEMES_DOCCANO_PASSWORD to an account of this "
        "server."
    ]
    said = push("--url", "http://127.0.0.1:9")
    assert "http://127.0.0.1:9: no Doccano answers (connection refused)." in said.err
    assert said.code == 1


def test_trap_10_without_a_worker_nothing_is_begun(desk, push):
    desk.server.kill_worker()
    said = push()
    assert said.code == 1
    assert "the server answers, but its task worker does not." in said.err
    assert desk.projects == {}


def test_disputes_alone_go_to_the_adjudicator_with_both_answers_and_no_name(desk, cli):
    rows = list(make_sentences(1, 4))
    for name, themes in {"li": ["产业"], "wang": []}.items():
        answers = [
            {**row, "themes": own, "state": "labelled" if own else "none"}
            for row, own in zip(rows, [["产业"], themes, ["生态"]], strict=False)
        ]
        write_jsonl(desk.root / f"annotations/rounds/r9-{name}.jsonl", answers)
    write_jsonl(desk.root / "annotations/gold.jsonl", [{**row, "themes": []} for row in rows])
    said = cli(*desk.command[:2], "--annotators", "zhao", "--disputes", "r9", *desk.command[4:])
    assert said.code == 0, said.err
    (example,) = desk.examples("zhao")
    assert sentence_id(example) == "r0-2023:2"
    assert {example["meta"]["答案甲"], example["meta"]["答案乙"]} == {"产业", "无主题"}
    assert "建议" not in example["meta"]
    assert desk.labels("zhao") == {"r0-2023:2": []}


def make_example(desk, sentence, themes=(), project="li"):
    """Make an example as an import does that ended before its labels were written."""
    suggestion = "、".join(themes) or "无"
    meta = {"sentence": sentence, "建议": suggestion}
    path = f"projects/{desk.projects[project]}/examples"
    return desk.admin.post(path, json={"text": sentence, "meta": meta})["id"]


def set_label(session, project_id, example_id, theme):
    types = session.get(f"projects/{project_id}/category-types")
    label = next(row["id"] for row in types if row["text"] == theme)
    session.post(f"projects/{project_id}/examples/{example_id}/categories", json={"label": label})


def test_of_copies_the_confirmed_stay_else_the_labelled_else_the_oldest(desk, push):
    push("--sample", "4", "--overlap", "1")
    project, li = desk.projects["li"], desk.log_in()
    oldest = [make_example(desk, key) for key in ("x:1", "x:2", "x:3", "x:4")]
    newest = [make_example(desk, key) for key in ("x:1", "x:2", "x:3", "x:4")]
    desk.confirm({"id": newest[1]})
    desk.confirm({"id": oldest[3]})
    desk.confirm({"id": newest[3]})
    set_label(li, project, newest[2], "生态")
    kept = drop_copies(desk.admin, project, "li", desk.examples(), lambda *_: None)
    assert {row["id"] for row in kept} == {row["id"] for row in desk.examples()}
    assert [row["id"] for row in kept[4:]] == sorted(
        [oldest[0], newest[1], newest[2], oldest[3], newest[3]]
    )


def test_suggestions_that_an_import_left_out_are_set_and_an_annotator_s_labels_left(desk, push):
    push("--sample", "4", "--overlap", "1")
    project, li = desk.projects["li"], desk.log_in()
    _, begun, labelled, done, _ = (
        make_example(desk, f"x:{i}", themes)
        for i, themes in enumerate([["产业", "生态"], ["产业", "生态"], ["产业"], ["产业"], []])
    )
    set_label(desk.admin, project, begun, "生态")
    set_label(li, project, labelled, "民生")
    desk.confirm({"id": done})
    for _ in range(2):
        restore_suggestions(desk.admin, project, "li", desk.examples(), lambda *_: None)
    labels = desk.labels()
    assert labels["x:0"] == labels["x:1"] == ["产业", "生态"]
    assert (labels["x:2"], labels["x:3"], labels["x:4"]) == (["民生"], [], [])


def test_an_annotator_gets_in_when_all_his_sentences_are_there_with_their_suggestions(
    desk, push, monkeypatch
):
    ask, found = Session.ask, []

    def watch(session, method, path, **options):
        if method == "POST" and path.endswith("/members"):
            name = ("li", "wang")[len(found)]
            labels = desk.labels(name)
            found.append(
                [
                    example["score"] < 100
                    and labels[sentence_id(example)] == sorted(suggested_themes(example))
                    for example in desk.examples(name)
                ]
            )
        return ask(session, method, path, **options)

    monkeypatch.setattr(Session, "ask", watch)
    push("--overlap", "1")
    assert found == [[True] * 24] * 2


def test_a_server_elsewhere_has_accounts_of_its_own(desk, cli, monkeypatch):
    home = desk.root / ".doccano"
    ours = add_account(home, "sun")
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_USER", desk.server.name)
    monkeypatch.setenv("POLICY_THEMES_DOCCANO_PASSWORD", desk.server.password)
    url = desk.server.url
    said = cli("push", desk.round, "--annotators", "sun", "--url", url, "--home", home)
    path = accounts_path(home, url)
    assert said.error_lines[-1] == f"Passwords of the new accounts: {path}"
    theirs = read_accounts(home, url)
    assert theirs.keys() == {"sun"}
    assert theirs["sun"] != ours
    assert connect(url, Account("sun", theirs["sun"])).get("me")["username"] == "sun"


class Killed(BaseException):
    """Our process ends here."""


def test_our_process_killed_after_every_single_call(desk, push, monkeypatch):
    desk.write_sentences(make_sentences(1, 6))
    ask = Session.ask
    done = []

    def ask_once(session, method, path, **options):
        response = ask(session, method, path, **options)
        # An uploaded file and an export change nothing, and come before what does.
        if method != "GET" and "fp/" not in path and not path.endswith("download"):
            done.append(f"{method} {path}")
            raise Killed
        return response

    with monkeypatch.context() as patch:
        patch.setattr(Session, "ask", ask_once)
        for _ in range(80):
            try:
                said = push()
            except Killed:
                continue
            break
    assert said.code == 0
    assert len(done) > 15
    desk.check_whole()
    assert "0 sentences added" in push().error_lines[0]


def start_push(desk, *options):
    command = [sys.executable, "-m", "policy_themes.cli", *desk.command, *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait_for_examples(desk, count=1):
    while (
        "li" not in desk.projects
        or desk.admin.get(f"projects/{desk.projects['li']}/examples", params={"limit": 1})["count"]
        < count
    ):
        time.sleep(0.05)


def finish(process):
    _, said = process.communicate(timeout=150)
    return process.returncode, said


def test_our_process_killed_while_its_import_runs(desk, push):
    desk.write_sentences(make_sentences(30, 10))
    process = start_push(desk)
    wait_for_examples(desk)
    process.kill()
    finish(process)
    said = push()
    assert said.code == 0, said.err
    desk.check_whole()


def test_the_worker_killed_in_the_middle_of_an_import(desk, push):
    desk.write_sentences(make_sentences(30, 10))
    push("--sample", "8")  # so that li may confirm
    process = start_push(desk)
    wait_for_examples(desk, len(desk.examples()) + 1)
    desk.server.kill_worker()
    code, said = finish(process)
    assert code == 1
    assert "its task worker does not" in said
    confirmed = desk.examples()[-1]
    desk.confirm(confirmed)
    desk.server.start()
    again = push()
    assert again.code == 0, again.err
    kept = {row["id"]: row["is_confirmed"] for row in desk.examples()}
    assert kept[confirmed["id"]]
    assert set(desk.sentences("li")) | set(desk.sentences("wang")) == set(desk.ids)
    assert len(desk.sentences("li")) == len(set(desk.sentences("li")))


def test_the_web_server_killed_in_the_middle_and_back_at_once(desk, push):
    desk.write_sentences(make_sentences(20, 10))
    process = start_push(desk)
    wait_for_examples(desk)
    desk.server.kill_web()
    desk.server.start()
    finish(process)  # it may have waited for the server, or given up
    assert push().code == 0
    desk.check_whole()


def test_an_import_that_waited_for_a_worker_comes_late_and_doubles_nothing(desk, push):
    push("--sample", "4", "--overlap", "1")
    project = desk.projects["li"]
    desk.server.kill_worker()
    process = start_late_import(desk, project)
    desk.server.start()
    process.join()
    assert push("--overlap", "1").code == 0
    desk.check_whole()


def start_late_import(desk, project):
    """Leave an import in the queue, as a push that was killed does."""
    rows = [{"text": key, "label": [], "建议": "无", "sentence": key} for key in desk.ids[4:]]
    connection = connect(desk.server.url, Account(desk.server.name, desk.server.password))
    connection._wait = lambda *_: None
    thread = threading.Thread(target=connection.upload, args=(project, rows))
    thread.start()
    return thread
