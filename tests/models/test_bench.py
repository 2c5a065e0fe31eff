import runpy
import shutil
import sys

import pytest

from policy_themes.corpus.read import read_report
from policy_themes.models import runs
from policy_themes.models.bench import measure, train, write_reports
from policy_themes.models.contenders import SM, Contender, list_contenders
from policy_themes.models.runs import BenchError

TEXT = "一、产业工作\n新建茶叶大棚8个,茶农卖茶增收。\n清理河道垃圾19吨。\n"


@pytest.fixture
def reports(tmp_path):
    paths = {}
    for name in ("liuping", "shigu"):
        path = tmp_path / f"{name}.txt"
        path.write_bytes(TEXT.encode("gb18030"))
        paths[path] = 3
    return paths


@pytest.fixture(scope="module")
def contender(project):
    return list_contenders(project.root / "configs", project.root / "training" / "segmenter")[SM]


@pytest.fixture
def folder(sm_folder, tmp_path):
    shutil.copytree(sm_folder, tmp_path / "trained" / "model")
    return tmp_path / "trained"


def test_copies_of_reports_differ_in_their_figures(reports, tmp_path):
    files = write_reports(tmp_path / "copies", reports, 10)
    texts = [read_report(file) for file in files]
    assert [file.name for file in files] == [
        "000000-liuping.txt",
        "000001-shigu.txt",
        "000002-liuping.txt",
        "000003-shigu.txt",
    ]
    assert texts[:2] == [TEXT, TEXT]
    assert texts[2:] == [TEXT.replace("19", "20").replace("8个", "9个")] * 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_sentence_is_labelled_once(contender, folder, reports, tmp_path, jobs):
    files = write_reports(tmp_path / "copies", reports, 24)
    speed = measure(contender, folder, files, jobs=jobs, alone=jobs == 1)
    assert (speed.system, speed.sentences, speed.jobs) == (SM, 24, jobs)
    assert (speed.labelling is not None) == (jobs == 1)
    assert speed.rate == pytest.approx(24 / speed.seconds)
    assert 50 < speed.peak < 5000
    assert not list(folder.glob("*.jsonl"))


def test_memory_is_that_of_the_process_and_not_of_its_parent(contender, folder, reports, tmp_path):
    files = write_reports(tmp_path / "copies", reports, 24)
    bytearray(3 * 2**30)[:: 2**12] = bytes(3 * 2**18)  # every page, or it would take none
    assert measure(contender, folder, files, jobs=1, alone=False).peak < 3000


def test_a_process_that_ends_early_is_told(contender, tmp_path, reports):
    nobody = Contender("nobody", contender.train, exit)
    with pytest.raises(BenchError, match=r"nobody: its process failed .* Run it with less"):
        measure(nobody, tmp_path, list(reports), jobs=1, alone=False)


@pytest.mark.extra("lab")
def test_training_leaves_a_model_and_its_cost(tmp_path, reports, project):
    contender = list_contenders(project.root, project.root)["jieba + TF-IDF + LinearSVC"]
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old").touch()
    data = (project.sentences("train"), project.sentences("dev"), project.themes)
    cost = train(contender, tmp_path / "run", data, next(iter(reports)))
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["model.pkl"]
    assert cost.size == pytest.approx((tmp_path / "run" / "model.pkl").stat().st_size / 2**20)
    assert cost.training > 0
    assert cost.start > 0


def test_the_module_is_imported_where_there_is_no_resource(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert "label_files" in runpy.run_path(runs.__file__)
