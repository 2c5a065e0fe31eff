import pytest

from policy_themes.errors import MissingColumnsError, TakenColumnsError
from policy_themes.models.compare import drop_themeless
from policy_themes.models.predict import label_sentences
from policy_themes.pandas import label

pandas = pytest.importorskip("pandas")
CONTEXT = {"report_column": "report", "index_column": "index", "section_column": "section"}


@pytest.fixture(scope="module")
def sentences(project):
    return drop_themeless(project.sentences())


@pytest.fixture
def frame(sentences):
    return pandas.DataFrame([one.as_row() for one in sentences])[
        ["report", "index", "section", "text"]
    ]


@pytest.fixture(scope="module")
def labelled(sm, sentences):
    return list(label_sentences(sm, sentences))


def assert_equal(found, labelled):
    assert list(found["themes"]) == [list(one.themes) for one in labelled]
    assert list(found["review"]) == [one.review for one in labelled]
    assert list(found["scores"]) == [one.as_row()["scores"] for one in labelled]


def test_sentences_of_reports_are_labelled_as_elsewhere(frame, sm_folder, labelled):
    found = label(frame, model=sm_folder, **CONTEXT)
    assert_equal(found, labelled)
    assert frame.columns.tolist() == ["report", "index", "section", "text"]


def test_rows_in_any_order_keep_their_place_and_their_neighbours(frame, sm_folder, labelled):
    shuffled = frame.sample(frac=1, random_state=7)
    found = label(shuffled, model=sm_folder, **CONTEXT)
    assert found.index.tolist() == shuffled.index.tolist() != frame.index.tolist()
    assert_equal(found.sort_index(), labelled)


def test_without_a_report_each_sentence_is_labelled_alone(frame, sm, sm_folder):
    found = label(frame, model=sm_folder)
    for text, themes, scores in zip(found["text"], found["themes"], found["scores"], strict=True):
        alone = sm(text)
        assert themes == list(alone._.themes)
        assert scores == {theme: round(score, 4) for theme, score in alone.cats.items()}


def test_a_section_is_a_list_or_a_string(frame, sm_folder):
    joined = frame.assign(section=frame["section"].map(" / ".join))
    found, wanted = (label(one, model=sm_folder, **CONTEXT) for one in (joined, frame))
    for column in ("themes", "scores", "review"):
        assert found[column].tolist() == wanted[column].tolist()


def test_missing_cells_are_no_texts_no_reports_and_no_sections(sm_folder):
    frame = pandas.DataFrame(
        {
            "text": ["清理河道垃圾3吨。", None, float("nan"), pandas.NA, "清理河道垃圾3吨。"],
            "report": [None, "a", "a", "a", pandas.NA],
            "section": [None, float("nan"), [], "", pandas.NA],
        }
    )
    found = label(frame, report_column="report", section_column="section", model=sm_folder)
    assert found["themes"].tolist() == [["生态"], [], [], [], ["生态"]]
    assert found["scores"].map(len).tolist() == [6, 0, 0, 0, 6]


def test_an_empty_table_gets_its_columns(sm_folder):
    found = label(pandas.DataFrame({"text": []}), model=sm_folder)
    assert found.columns.tolist() == ["text", "themes", "scores", "review"]
    assert len(found) == 0


@pytest.mark.parametrize("kind", ["string", "Int64", "float64", "str"])
def test_numbers_of_any_type_order_the_sentences(sm_folder, kind):
    texts = [f"第{number}句。" for number in range(1, 13)]
    frame = pandas.DataFrame({"text": texts, "report": "a", "index": range(1, 13)})
    wanted = label(frame, report_column="report", model=sm_folder)
    shuffled = frame.astype({"index": kind}).sample(frac=1, random_state=3)
    found = label(shuffled, report_column="report", index_column="index", model=sm_folder)
    assert found.sort_index()["scores"].tolist() == wanted["scores"].tolist()


def test_a_number_that_is_missing_or_none_comes_last(sm_folder):
    texts = ["清理河道垃圾3吨。", "老人免费体检30人次。", "新建茶叶大棚8个。"]
    frame = pandas.DataFrame({"text": texts, "report": "a"})
    wanted = label(frame, report_column="report", model=sm_folder)["scores"].tolist()
    for last in (None, "三"):
        numbered = frame.iloc[::-1].assign(index=[last, "2", "1"])
        found = label(numbered, report_column="report", index_column="index", model=sm_folder)
        assert found["scores"].tolist() == wanted[::-1]


def test_credits_and_page_furniture_are_nobodys_neighbours(sm_folder):
    frame = pandas.DataFrame(
        {
            "text": ["清理河道垃圾3吨。", "供稿:党政办", "老人免费体检30人次。"],
            "report": "a",
            "kind": ["body", "credit", pandas.NA],
        }
    )
    found = label(frame, report_column="report", kind_column="kind", model=sm_folder)
    without = label(frame.drop(index=1), report_column="report", model=sm_folder)
    assert found["scores"].map(len).tolist() == [6, 0, 6]
    assert found.drop(index=1)["scores"].tolist() == without["scores"].tolist()


def test_columns_that_are_missing_are_told(frame):
    with pytest.raises(
        MissingColumnsError,
        match=r"^The table: no column 'sentence', 'place'\. It has: report, index, section, text",
    ):
        label(frame, text_column="sentence", report_column="place")


def test_columns_that_would_be_overwritten_are_told(frame):
    with pytest.raises(
        TakenColumnsError, match=r"^The table: it has a column 'themes' already\. Rename or drop"
    ):
        label(frame.assign(themes=""))
