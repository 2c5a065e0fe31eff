"""Pulling from a real Doccano, where annotators log in as themselves."""

from datetime import UTC, datetime

import pytest

from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.errors import (
    ForeignRoundError,
    MissingRoundError,
    ProjectEditedError,
    TaskFailedError,
)
from policy_themes.annotations.doccano.pull import find_gone, write_pulled
from policy_themes.annotations.doccano.rows import exported_labels
from policy_themes.errors import UnwritableFileError
from policy_themes.jsonl import write_jsonl


def told(pulled):
    return {problem.kind: problem.places for problem in pulled.problems}


def now():
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_each_annotators_answers_come_with_time_and_in_three_states(make_round):
    own = make_round("li", "wang")
    before = now()
    li, wang = own.log_in("li"), own.log_in("wang")
    li.answer("liutang:2", "种茶", "水利")
    li.answer("liutang:3")
    li.label("liutang:4", "养羊")
    wang.answer("liutang:3", "养羊")
    pulled = own.pull()
    assert own.answers("li") == [(2, "labelled", ["水利", "种茶"]), (3, "none", [])]
    assert own.answers("wang") == [(3, "labelled", ["养羊"])]
    assert (pulled["li"].left, pulled["wang"].left) == (4, 5)
    row = own.rows("li")[0]
    assert list(row) == ["report", "index", "text", "state", "themes", "time"]
    assert row["text"] == "通水2里。"
    assert before <= row["time"] <= now()


def test_trap_3_confirming_twice_takes_the_answer_back(make_round):
    own = make_round("li")
    li = own.log_in("li")
    li.toggle("liutang:2")
    li.toggle("liutang:2")
    li.confirm("liutang:3")
    li.confirm("liutang:3")
    own.pull()
    assert own.answers("li") == [(3, "none", [])]


def test_trap_4_an_unconfirmed_row_of_the_export_is_no_negative(make_round):
    own = make_round("li")
    own.log_in("li").answer("liutang:2", "种茶")
    exported = own.admin.download(own.projects["li"], confirmed_only=False)
    assert [exported_labels(row) for row in exported].count(()) == 4
    own.pull()
    assert own.answers("li") == [(2, "labelled", ["种茶"])]


def test_trap_5_a_suggestion_is_an_answer_once_its_annotator_confirmed_it(make_round):
    own = make_round("li", "wang")
    li = own.log_in("li")
    labels = li.connection.get(li.path("liutang:1", "/categories"))
    assert [row["label"] for row in labels] == [li.labels["水利"]]
    li.confirm("liutang:1")
    own.pull()
    assert own.answers("li") == [(1, "labelled", ["水利"])]
    assert own.answers("wang") == []


def test_a_second_pull_brings_nothing_and_asks_nothing_of_single_sentences(make_round):
    own = make_round("li", sentences=40)
    li = own.log_in("li")
    for sentence in own.texts:
        li.confirm(sentence)
    own.pull()
    assert len(own.rows("li")) == 40
    before, calls = own.file("li").read_bytes(), own.admin.calls
    pulled = own.pull()["li"]
    assert (pulled.new, pulled.changed, len(pulled.standing)) == (0, 0, 40)
    assert own.file("li").read_bytes() == before
    assert own.admin.calls - calls < 40


def test_an_answer_that_changed_is_added_and_the_earlier_one_stays(make_round):
    own = make_round("li")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    li.answer("liutang:3")
    own.pull()
    li.toggle("liutang:2")
    li.answer("liutang:2", "养羊")
    li.answer("liutang:4")
    pulled = own.pull()["li"]
    assert (pulled.new, pulled.changed) == (1, 1)
    assert own.answers("li") == [
        (2, "labelled", ["种茶"]),
        (3, "none", []),
        (2, "labelled", ["养羊"]),
        (4, "none", []),
    ]
    assert {key: row["themes"] for key, row in own.read()["li"].standing.items()} == {
        "liutang:2": ["养羊"],
        "liutang:3": [],
        "liutang:4": [],
    }


def test_what_was_pulled_stays_when_it_is_withdrawn_or_deleted_and_is_told(make_round):
    own = make_round("li")
    li = own.log_in("li")
    for sentence in ("liutang:2", "liutang:3", "liutang:4"):
        li.answer(sentence, "种茶")
    own.pull()
    before = own.file("li").read_bytes()
    li.toggle("liutang:2")
    own.admin.delete_examples(own.projects["li"], [li.examples["liutang:3"]])
    pulled = own.pull()["li"]
    assert told(pulled) == {
        problems.WITHDRAWN: ("liutang:2",),
        problems.DELETED: ("liutang:3",),
    }
    assert own.file("li").read_bytes() == before


def test_examples_that_somebody_edited_are_told_all_together_and_the_others_pulled(make_round):
    own = make_round("li")
    li = own.log_in("li")
    for sentence in own.texts:
        li.answer(sentence, "种茶")
    own.admin.patch(li.path("liutang:1"), json={"text": "通水一里。"})
    own.admin.patch(li.path("liutang:2"), json={"meta": {"备注": "改"}})
    own.admin.patch(li.path("liutang:3"), json={"meta": {"sentence": "liutang:30"}})
    own.admin.patch(li.path("liutang:4"), json={"meta": {"sentence": "liutang:5"}})
    own.admin.patch(li.path("liutang:4"), json={"text": own.texts["liutang:5"]})
    admin = own.log_in("li")
    admin.connection = own.admin
    admin.toggle("liutang:6")
    admin.toggle("liutang:6")
    assert told(own.pull()["li"]) == {
        problems.EDITED_TEXT: ("liutang:1",),
        problems.NO_ID: (f"example {li.examples['liutang:2']}",),
        problems.UNKNOWN_ID: (f"liutang:30 (example {li.examples['liutang:3']})",),
        problems.REPEATED: ("liutang:5",),
        problems.STRANGER: ("liutang:6 (by admin)",),
    }
    assert own.answers("li") == [(5, "labelled", ["种茶"])]
    li.label("liutang:4", "养羊")
    own.file("li").unlink()
    pulled = own.pull()["li"]
    assert told(pulled)[problems.CONTRADICTED] == ("liutang:5",)
    assert own.answers("li") == []


def test_a_renamed_theme_stops_the_pull_and_every_problem_is_told(make_round):
    own = make_round("li", "wang")
    li, wang = own.log_in("li"), own.log_in("wang")
    li.answer("liutang:2", "种茶")
    wang.answer("liutang:2", "养羊")
    wang.answer("liutang:3", "养羊")
    own.admin.patch(wang.path("liutang:3"), json={"text": "改了。"})
    types = f"{li.project}/category-types/{li.labels['种茶']}"
    own.admin.patch(types, json={"text": "茶叶"})
    message = (
        f"^Project '{own.name}-li': theme '种茶' is gone; theme '茶叶' is not in themes.toml; "
        f"project '{own.name}-wang': .*another text than the corpus has.*liutang:3"
    )
    with pytest.raises(ProjectEditedError, match=message):
        own.pull()
    assert not own.folder.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_deleted_theme_took_its_labels_along_and_stops_the_pull(make_round, count):
    own = make_round("li")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    ids = list(li.labels.values())[1 : 1 + count] if count == 1 else list(li.labels.values())
    own.admin.delete(f"{li.project}/category-types", json={"ids": ids})
    message = "theme '种茶' is gone" if count == 1 else "all its themes are gone"
    with pytest.raises(ProjectEditedError, match=message):
        own.pull()
    assert not own.folder.exists()


def test_a_project_that_is_no_longer_shared_stops_the_pull(make_round):
    own = make_round("li")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    body = {"collaborative_annotation": False, "resourcetype": "TextClassificationProject"}
    own.admin.patch(li.project, json=body)
    with pytest.raises(ProjectEditedError, match="'collaborative_annotation' is off"):
        own.pull()
    assert not own.folder.exists()


def test_an_answer_that_the_export_caught_half_way_comes_with_the_next_pull(
    make_round, monkeypatch
):
    own = make_round("li")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    li.answer("liutang:3")
    read = own.admin.download
    exports = []

    def download(project_id, *, confirmed_only):
        """The first export read the labels just before they were set."""
        exports.append(read(project_id, confirmed_only=confirmed_only))
        bare = [{**row, "label": []} for row in exports[0]]
        return bare if len(exports) == 1 else exports[-1]

    monkeypatch.setattr(own.admin, "download", download)
    own.pull()
    assert own.answers("li") == [(3, "none", [])]
    own.pull()
    assert own.answers("li") == [(3, "none", []), (2, "labelled", ["种茶"])]


def test_an_answer_taken_back_meanwhile_is_not_pulled(make_round):
    own = make_round("li")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")
    li.answer("liutang:3", "种茶")
    steps = []

    def take_back(step, done, total):
        steps.append(step)
        if steps.count("li: answers") == 2 and step == "li: answers":
            li.toggle("liutang:2")

    own.pull(tell=take_back)
    assert steps == ["li: answers", "li: times", "li: times", "li: answers"]
    assert own.answers("li") == [(3, "labelled", ["种茶"])]


def test_a_round_that_was_not_pushed_is_told(make_round):
    own = make_round()
    message = f"^{own.server.url}: no project of round '{own.name}'. Push it first: policy-themes "
    with pytest.raises(MissingRoundError, match=message):
        own.pull()


def test_a_file_that_pull_did_not_write_is_left_alone(make_round):
    own = make_round("li")
    row = {"report": "liutang", "index": 1, "state": "none", "themes": []}
    write_jsonl(own.file("li"), [row])
    with pytest.raises(ForeignRoundError, match="answer to liutang:1 has no time"):
        own.pull()
    assert own.rows("li") == [row]


def test_a_project_deleted_meanwhile_leaves_the_files_as_they_were(make_round):
    own = make_round("li", "wang")
    li = own.log_in("li")
    li.answer("liutang:2", "种茶")

    def delete(step, done, total):
        if step.startswith("wang"):
            own.admin.delete(f"projects/{own.projects['wang']}")

    message = r"the export failed \(No Project matches the given query\.\)"
    with pytest.raises(TaskFailedError, match=message):
        own.pull(tell=delete)
    assert not own.folder.exists()


def test_an_annotator_whose_project_is_gone_keeps_his_file_and_it_is_told(make_round):
    own = make_round("li", "wang")
    for name in ("li", "wang"):
        own.log_in(name).answer("liutang:2", "种茶")
    own.pull()
    own.admin.delete(f"projects/{own.projects['wang']}")
    pulled = list(own.pull().values())
    assert [str(problem) for problem in find_gone(own.folder, own.name, pulled)] == [
        f"{own.name}-wang: no such project on the server. What was pulled before stays."
    ]
    assert own.answers("wang") == [(2, "labelled", ["种茶"])]


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(make_round):
    own = make_round("li", "wang")
    for name in ("li", "wang"):
        own.log_in(name).answer("liutang:2", "种茶")
    own.pull()
    li = own.log_in("li")
    li.answer("liutang:3")
    before = own.file("li").read_bytes()
    own.log_in("wang").answer("liutang:3")
    found = own.read()
    own.file("wang").unlink()
    own.file("wang").mkdir()
    with pytest.raises(UnwritableFileError, match=r"wang\.jsonl: cannot be written"):
        write_pulled(list(found.values()))
    assert own.file("li").read_bytes() == before
