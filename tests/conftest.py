"""A small made-up corpus, pipelines trained on it, and the command line run in process."""

import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from policy_themes.annotations.rounds import read_gold
from policy_themes.cli import main
from policy_themes.corpus.reports import read_splits, select_split
from policy_themes.jsonl import write_jsonl
from policy_themes.models.load import load_pipeline
from policy_themes.training.prepare import prepare_rows, prepare_segmenter
from policy_themes.training.run import train_pipeline

# A shell that starts the tests in the background has Ctrl-C ignored, also by what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
# How long an example takes says more of the machine than of the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).parent.parent
THEMES = ("党建", "巩固脱贫", "产业", "民生", "安全", "生态")

LIBRARIES = {"lab": ("cleanlab", "datasketch", "fasttext", "jieba", "matplotlib")}

# Words are separated by spaces; a line without a theme starts with a dash.
REPORTS = {
    ("liuping-2021", "train"): """
        党建 | 一 、 党建 工作
        党建 | 柳坪村 党支部 开展 主题党日 活动 6 次 。
        巩固脱贫 | 驻村 工作队 走访 脱贫户 和 监测户 12 户 。
        产业 | 新建 茶叶 大棚 8 个 , 茶农 卖茶 增收 。
        民生 | 村 卫生室 为 老人 免费 体检 30 人次 。
        生态 | 清理 河道 垃圾 5 吨 , 村级 河长 每周 巡河 。""",
    ("shigu-2022", "train"): """
        - | 石鼓乡 2022 年 工作 情况
        党建 | 石鼓乡 党支部 开展 主题党日 活动 9 次 。
        巩固脱贫 | 驻村 工作队 走访 脱贫户 和 监测户 45 户 。
        产业 | 新建 蔬菜 大棚 20 个 , 菜农 卖菜 增收 。
        安全 | 排查 消防 安全 隐患 11 处 , 全部 整改 。
        - | 现 将 有关 情况 汇报 如下 。""",
    ("muqiao-2022", "train"): """
        - | 木桥镇 2022 年 工作 情况
        民生 | 镇 卫生院 为 老人 免费 体检 800 人次 。
        安全 | 排查 道路 安全 隐患 7 处 , 全部 整改 。
        生态 | 清理 河道 垃圾 60 吨 , 镇级 河长 每周 巡河 。
        党建 产业 | 党支部 领办 茶叶 合作社 , 茶农 卖茶 增收 。
        - | 现 将 有关 情况 汇报 如下 。""",
    ("qingshi-2023", "train"): """
        安全 | 二 、 安全 工作
        安全 | 排查 消防 安全 隐患 3 处 , 全部 整改 。
        党建 | 青石村 党支部 开展 主题党日 活动 4 次 。
        民生 | 村 卫生室 为 老人 免费 体检 55 人次 。
        生态 | 清理 河道 垃圾 2 吨 , 村级 河长 每周 巡河 。
        巩固脱贫 产业 | 帮 脱贫户 种 茶叶 , 脱贫户 卖茶 增收 。""",
    ("yangwan-2024", "train"): """
        产业 | 三 、 产业 工作
        产业 | 新建 茶叶 大棚 15 个 , 茶农 卖茶 增收 。
        巩固脱贫 | 驻村 工作队 走访 脱贫户 和 监测户 8 户 。
        安全 | 排查 道路 安全 隐患 5 处 , 全部 整改 。
        生态 | 清理 河道 垃圾 9 吨 , 村级 河长 每周 巡河 。
        - | 现 将 有关 情况 汇报 如下 。""",
    ("huakou-2023", "dev"): """
        - | 花口镇 2023 年 工作 情况
        党建 | 花口镇 党支部 开展 主题党日 活动 10 次 。
        民生 | 镇 卫生院 为 老人 免费 体检 600 人次 。
        产业 | 新建 蔬菜 大棚 12 个 , 菜农 卖菜 增收 。
        生态 | 清理 河道 垃圾 30 吨 , 镇级 河长 每周 巡河 。
        credit | 供稿 : 花口镇 党政 办公室""",
    ("baitu-2024", "dev"): """
        巩固脱贫 | 驻村 工作队 走访 脱贫户 和 监测户 17 户 。
        安全 | 排查 消防 安全 隐患 6 处 , 全部 整改 。
        民生 | 村 卫生室 为 老人 免费 体检 70 人次 。
        - | 现 将 有关 情况 汇报 如下 。""",
    ("zhulin-2024", "test"): """
        党建 | 一 、 党建 工作
        党建 | 竹林村 党支部 开展 主题党日 活动 5 次 。
        巩固脱贫 | 驻村 工作队 走访 脱贫户 和 监测户 21 户 。
        产业 | 新建 茶叶 大棚 6 个 , 茶农 卖茶 增收 。
        民生 | 村 卫生室 为 老人 免费 体检 90 人次 。
        安全 | 排查 道路 安全 隐患 4 处 , 全部 整改 。
        生态 | 清理 河道 垃圾 3 吨 , 村级 河长 每周 巡河 。""",
}
TERMS = {
    "主题党日": "党建",
    "党支部": "党建",
    "脱贫户": "巩固脱贫",
    "大棚": "产业",
    "卫生室": "民生",
    "安全隐患": "安全",
    "河长": "生态",
    "镇级河长": "生态",
}


@dataclass(frozen=True)
class Project:
    """A folder laid out as the command line's defaults expect.

    `small_config` gives a config with absolute paths; `configs/` holds the repository's own.
    """

    root: Path
    themes: tuple[str, ...] = THEMES

    @property
    def gold(self) -> Path:
        return self.root / "annotations" / "gold.jsonl"

    @property
    def reports(self) -> Path:
        return self.root / "corpus" / "reports.jsonl"

    @property
    def lexicon(self) -> Path:
        return self.root / "annotations" / "lexicon.tsv"

    @property
    def words(self) -> Path:
        return self.root / "corpus" / "words.txt"

    def small_config(self, size: str) -> Path:
        return self.root / f"{size}-small.cfg"

    def model(self, size: str) -> Path:
        return self.root / "training" / size / "model-best"

    def sentences(self, split: str | None = None) -> list:
        rows = read_gold(self.gold, self.themes)
        return select_split(rows, read_splits(self.reports), split) if split else rows


@dataclass(frozen=True)
class Said:
    """What a command said: its exit code, its data and its talk."""

    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        return self.err.splitlines()


def _gold_rows() -> list[dict]:
    rows = []
    for (report, _), text in REPORTS.items():
        section, start = [], 0
        for index, line in enumerate(text.strip().splitlines(), start=1):
            named, _, words = line.strip().partition(" | ")
            sentence = words.replace(" ", "")
            is_heading = not sentence.endswith("。") and named != "credit"
            kind = "heading" if is_heading else "credit" if named == "credit" else "body"
            rows.append(
                {
                    "report": report,
                    "index": index,
                    "kind": kind,
                    "section": [] if is_heading else section,
                    "start": start,
                    "end": start + len(sentence),
                    "text": sentence,
                    "themes": [theme for theme in THEMES if theme in named.split()],
                    "decided": "agreed",
                }
            )
            section = [sentence] if is_heading else section
            start += len(sentence) + 1
    return rows


def _write_data(project: Project) -> None:
    root = project.root
    for folder in ("corpus", "annotations/rounds", "configs", "training"):
        (root / folder).mkdir(parents=True)
    rows = _gold_rows()
    write_jsonl(project.gold, rows)
    bare = [{k: v for k, v in row.items() if k not in ("themes", "decided")} for row in rows]
    write_jsonl(root / "corpus" / "sentences.jsonl", bare)
    write_jsonl(project.reports, ({"id": name, "split": split} for name, split in REPORTS))
    lines = [line.partition(" | ")[2] for text in REPORTS.values() for line in text.splitlines()]
    project.words.write_text("".join(f"{line}\n" for line in lines if line), encoding="utf-8")
    terms = "".join(f"{term}\t{theme}\t\t\t\n" for term, theme in TERMS.items())
    project.lexicon.write_text(f"term\tthemes\tfrom\tto\tnote\n{terms}", encoding="utf-8")
    themes = "".join(
        f'[[theme]]\nlabel = "{label}"\nslug = "theme{i}"\ncolour = "#1122{i}0"\n'
        f'hotkey = "{i}"\ndefinition = "{label}工作"\n\n'
        for i, label in enumerate(THEMES, start=1)
    )
    (root / "annotations" / "themes.toml").write_text(themes, encoding="utf-8")


def _write_configs(project: Project) -> None:
    for size in ("sm", "md"):
        config = (ROOT / "configs" / f"{size}.cfg").read_text(encoding="utf-8")
        (project.root / "configs" / f"{size}.cfg").write_text(config, encoding="utf-8")
        for folder in ("corpus", "annotations", "training"):
            config = config.replace(f'= "{folder}/', f'= "{project.root}/{folder}/')
        project.small_config(size).write_text(config, encoding="utf-8")


def pytest_configure(config) -> None:
    config.addinivalue_line("markers", "slow: takes a minute or more; deselect with -m 'not slow'")
    config.addinivalue_line(
        "markers", "extra(name): needs the libraries of an extra, or is skipped"
    )


def pytest_runtest_setup(item) -> None:
    for mark in item.iter_markers("extra"):
        missing = [name for name in LIBRARIES[mark.args[0]] if find_spec(name) is None]
        if missing:
            pytest.skip(f"{', '.join(missing)} not installed: extra {mark.args[0]}")


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Project:
    """The small project, its rows and segmenter prepared; read it, never write to it."""
    made = Project(tmp_path_factory.mktemp("project"))
    _write_data(made)
    _write_configs(made)
    prepare_rows(made.gold, made.reports, made.root / "corpus", made.themes)
    prepare_segmenter(made.words, made.lexicon, made.root / "training/segmenter", made.themes)
    return made


@pytest.fixture(scope="session")
def sm_folder(project) -> Path:
    """The folder of the sm pipeline trained on the small project."""
    train_pipeline(project.small_config("sm"), project.root / "training" / "sm")
    return project.model("sm")


@pytest.fixture(scope="session")
def md_folder(project) -> Path:
    """The folder of the md pipeline trained on the small project."""
    train_pipeline(project.small_config("md"), project.root / "training" / "md")
    return project.model("md")


@pytest.fixture(scope="session")
def sm(sm_folder):
    """The sm pipeline, loaded."""
    return load_pipeline(sm_folder)


@pytest.fixture(scope="session")
def md(md_folder):
    """The md pipeline, loaded."""
    return load_pipeline(md_folder)


@pytest.fixture
def workspace(project, sm_folder, tmp_path, monkeypatch) -> Project:
    """A copy of the small project with the sm pipeline, as the working directory."""
    copy = Project(tmp_path / "work")
    others = shutil.ignore_patterns("md")  # which is there once a test has asked for it
    shutil.copytree(project.root, copy.root, ignore=others)
    monkeypatch.chdir(copy.root)
    return copy


@pytest.fixture
def cli(monkeypatch, capsys) -> Callable[..., Said]:
    """Run the command line as the console script does; an exception of ours would pass through."""

    def run(*args: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["policy-themes", *map(str, args)])
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("TERM", "dumb")
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_info:
            main()
        captured = capsys.readouterr()
        return Said(int(exit_info.value.code or 0), captured.out, captured.err)

    return run
