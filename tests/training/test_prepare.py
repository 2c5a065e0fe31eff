import pytest
import spacy
from spacy.tokens import DocBin

from policy_themes.corpus.reports import read_sentences
from policy_themes.errors import EmptySplitError, MissingPathError, RowsError
from policy_themes.jsonl import read_jsonl, write_jsonl
from policy_themes.training.prepare import prepare_rows, prepare_segmenter, read_split


@pytest.fixture
def rows(project):
    path = project.root / "corpus" / "dev.spacy"
    return list(DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("zh").vocab))


def test_each_split_has_the_rows_of_its_reports(project, tmp_path):
    counts = prepare_rows(project.gold, project.reports, tmp_path, project.themes)
    assert counts == {"train": 30, "dev": 9, "test": 7}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "dev.spacy",
        "test.spacy",
        "train.spacy",
    ]


def test_a_row_is_the_sentence_in_its_context(rows):
    heading, sentence, before, after, *below = rows[0].text.split("\n")
    assert (heading, sentence, before) == ("", "花口镇2023年工作情况", "")
    assert after == below[0] == "花口镇党支部开展主题党日活动10次。"
    assert len(below) == 4
    assert rows[1].text == (
        "花口镇2023年工作情况\n花口镇党支部开展主题党日活动10次。\n"
        "花口镇2023年工作情况\n镇卫生院为老人免费体检600人次。"
    )


def test_a_row_knows_its_report_and_says_yes_or_no_to_every_theme(project, rows):
    assert [row.user_data["report"] for row in rows] == ["huakou-2023"] * 5 + ["baitu-2024"] * 4
    assert rows[1].cats == {theme: float(theme == "党建") for theme in project.themes}
    assert rows[0].cats == dict.fromkeys(project.themes, 0.0)


def test_a_sentence_labelled_alone_is_read_with_its_neighbours_in_the_report(project, tmp_path):
    one = [row for row in read_jsonl(project.gold) if row["report"] == "huakou-2023"][2]
    learnt = next(row for row in read_jsonl(project.gold) if row["report"] == "liuping-2021")
    write_jsonl(tmp_path / "gold.jsonl", [learnt, one])
    around = read_sentences(project.root / "corpus" / "sentences.jsonl")
    prepare_rows(tmp_path / "gold.jsonl", project.reports, tmp_path, project.themes, around=around)
    path = tmp_path / "dev.spacy"
    (row,) = DocBin(store_user_data=True).from_disk(path).get_docs(spacy.blank("zh").vocab)
    assert row.text.split("\n")[1:] == [
        "镇卫生院为老人免费体检600人次。",
        "花口镇党支部开展主题党日活动10次。",
        "新建蔬菜大棚12个,菜农卖菜增收。",
    ]


def test_credits_are_no_rows(rows):
    assert not any("供稿" in row.text for row in rows)


def test_the_gold_of_a_split_is_read(project):
    sentences = read_split(project.gold, project.reports, "test", project.themes)
    assert {sentence.report for sentence in sentences} == {"zhulin-2024"}
    assert len(sentences) == 7


def test_an_unknown_theme_is_told_with_its_line_and_nothing_is_written(project, tmp_path):
    gold = tmp_path / "gold.jsonl"
    rows = read_jsonl(project.gold)
    rows[2]["themes"] = ["财税"]
    write_jsonl(gold, rows)
    with pytest.raises(RowsError, match=r"gold\.jsonl: line 3: unknown theme '财税'\. Known"):
        prepare_rows(gold, project.reports, tmp_path / "corpus", project.themes)
    assert not (tmp_path / "corpus").exists()


def test_the_segmenter_is_a_model_with_the_terms_as_its_dictionary(project):
    folder = project.root / "training" / "segmenter"
    names = {path.name for path in folder.iterdir()}
    assert names == {"features.msgpack", "weights.npz", "dictionary.txt"}
    terms = (folder / "dictionary.txt").read_text(encoding="utf-8").split()
    assert {"主题党日", "镇级河长"} <= set(terms)
    assert terms == sorted(terms)


def test_a_missing_file_of_segmented_sentences_leaves_no_segmenter(project, tmp_path):
    with pytest.raises(MissingPathError, match=r"nope\.txt: no such file or folder\. Check"):
        prepare_segmenter(
            tmp_path / "nope.txt", project.lexicon, tmp_path / "segmenter", project.themes
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("split", ["train", "dev"])
def test_a_split_that_training_needs_and_nobody_has_is_told(project, tmp_path, split):
    elsewhere = {"train": "dev", "dev": "train"}[split]
    moved = [row | {"split": elsewhere} for row in read_jsonl(project.reports)]
    write_jsonl(tmp_path / "reports.jsonl", moved)
    message = (
        rf'reports\.jsonl: no {split} report with gold\. Give a report "split": "{split}" in '
        r".*briefs\.jsonl, and run policy-themes corpus build\."
    )
    with pytest.raises(EmptySplitError, match=message):
        prepare_rows(project.gold, tmp_path / "reports.jsonl", tmp_path, project.themes)


def test_reading_a_split_that_nobody_has_is_told(project, tmp_path):
    moved = [row | {"split": "train"} for row in read_jsonl(project.reports)]
    write_jsonl(tmp_path / "reports.jsonl", moved)
    with pytest.raises(EmptySplitError, match=r"no test report with gold"):
        read_split(project.gold, tmp_path / "reports.jsonl", "test", project.themes)
