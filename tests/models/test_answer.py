import re

import pytest

from policy_themes.errors import AnnotatorTakenError, UnknownSentencesError
from policy_themes.jsonl import write_jsonl
from policy_themes.models.answer import answer_sentences, check_annotator, count_learnt
from policy_themes.models.predict import label_sentences


def test_a_sentence_is_answered_as_it_is_labelled_among_its_neighbours(project, sm):
    sentences = project.sentences("test")
    wanted = {sentences[3].id, sentences[5].id}
    rows = answer_sentences(sm, sentences, wanted, project.themes, model="sm", where="r1")
    labelled = {s.index: list(s.themes) for s in label_sentences(sm, sentences) if s.id in wanted}
    assert {row["index"]: row["themes"] for row in rows} == labelled


def test_a_sentence_that_never_carries_a_theme_is_answered_with_none(project, sm):
    (credit,) = (s for s in project.sentences("dev") if s.kind == "credit")
    (row,) = answer_sentences(
        sm, project.sentences("dev"), {credit.id}, project.themes, model="sm", where="r1"
    )
    assert (row["state"], row["themes"], row["text"]) == ("none", [], credit.text)


def test_sentences_that_are_not_there_are_named_together(project, sm):
    wanted = {f"nowhere:{i}" for i in range(1, 8)}
    message = (
        "r1: no sentence nowhere:1, nowhere:2, nowhere:3, nowhere:4, nowhere:5 and 2 more. "
        "Give the sentences that were pushed with --sentences."
    )
    with pytest.raises(UnknownSentencesError, match=f"^{re.escape(message)}$"):
        answer_sentences(
            sm, project.sentences("test"), wanted, project.themes, model="sm", where="r1"
        )


def test_a_file_with_one_answer_of_a_person_is_taken(tmp_path):
    path = tmp_path / "r1-li.jsonl"
    check_annotator(path)
    own = {"report": "a", "state": "none", "themes": []}
    write_jsonl(path, [own | {"index": 1, "model": "sm"}])
    check_annotator(path)
    write_jsonl(path, [own | {"index": 1, "model": "sm"}, own | {"index": 2}])
    message = f"{path}: answers that no model gave. Name the model otherwise with --name."
    with pytest.raises(AnnotatorTakenError, match=f"^{re.escape(message)}$"):
        check_annotator(path)


def test_gold_of_train_reports_alone_counts_as_learnt(project):
    splits = {"zhulin-2024": "test", "shigu-2022": "train", "baitu-2024": "dev"}
    wanted = ["zhulin-2024:1", "shigu-2022:1", "shigu-2022:99", "baitu-2024:1"]
    assert count_learnt(wanted, project.sentences(), splits) == 1
