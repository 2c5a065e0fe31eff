import openpyxl
import pytest

from policy_themes.annotations.themes import Theme
from policy_themes.models.chunks import Reports
from policy_themes.outputs.parts import Csv, JsonLines, Whole
from policy_themes.outputs.spreadsheet import write_csv
from policy_themes.records import Sentence, Why

THEMES = ("产业", "生态")
KNOWN = (
    Theme("产业", "industry", "#112233", "1", ""),
    Theme("生态", "ecology", "#445566", "2", ""),
)
NOTHING = Reports(())


@pytest.fixture
def sentences():
    why = {"产业": Why((("种茶", 1.25),), (0.625, 0.625, 0.0))}
    scores = {"产业": 0.12345678, "生态": 0.00449999}
    return [
        Sentence("a", 1, "body", ("一、产业",), 0, 3, "种茶。", ("产业",), scores, True, why),
        Sentence("b", 1, "credit", (), 0, 3, "办公室"),
    ]


def write_parts(form, folder, sentences):
    paths = [folder / f"{number}.part" for number in range(len(sentences))]
    for path, sentence in zip(paths, sentences, strict=True):
        form.write(path, iter([sentence]), THEMES, NOTHING)
    return paths


def test_json_lines_are_put_one_behind_the_other(tmp_path, sentences):
    form = JsonLines()
    form.join(tmp_path / "out", write_parts(form, tmp_path, sentences), THEMES)
    form.write(tmp_path / "whole", iter(sentences), THEMES, NOTHING)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("explain", [False, True])
def test_csv_is_that_of_all_sentences(tmp_path, sentences, explain):
    form = Csv(explain)
    form.join(tmp_path / "out", write_parts(form, tmp_path, sentences), THEMES)
    with (tmp_path / "whole").open("w", encoding="utf-8", newline="") as file:
        write_csv(file, sentences, KNOWN, explain=explain)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_workbook_gets_what_the_sentences_held(tmp_path, sentences):
    form = Whole("xlsx", KNOWN, explain=True)
    form.join(tmp_path / "out.xlsx", write_parts(form, tmp_path, sentences), THEMES)
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.values)
    assert rows[1][6:] == (0.12345678, 0.00449999, "是", "产业：种茶 1.25")
    assert rows[2][0] == "b"


def test_a_page_gets_what_drove_the_themes(tmp_path, sentences):
    form = Whole("html", KNOWN, explain=True)
    form.join(tmp_path / "out.html", write_parts(form, tmp_path, sentences), THEMES)
    assert "种茶 1.25" in (tmp_path / "out.html").read_text(encoding="utf-8")
