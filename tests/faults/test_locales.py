"""Locales other than UTF-8, where the encoding of files, names and streams is another."""

import json
import os
import shutil
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "policy_themes.cli"]
TEXT = "一、产业发展\n新建茶叶大棚9个，茶农卖茶增收。\n"


@pytest.fixture(scope="module")
def gbk(tmp_path_factory):
    """The environment of a Chinese locale of before UTF-8."""
    folder = tmp_path_factory.mktemp("locales")
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / "zh_CN.GBK")], capture_output=True
    )
    if not (folder / "zh_CN.GBK").is_dir():
        pytest.skip(f"the locale zh_CN.GBK cannot be made here ({made})")
    return {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0"}


@pytest.fixture(params=["gbk", "C"])
def locale(request):
    if request.param == "gbk":
        return request.getfixturevalue("gbk")
    return {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def place(work, tmp_path):
    folder = tmp_path / "work"
    shutil.copytree(work, folder)
    return folder


def run(place, locale, *args, **options):
    command = [*COMMAND, *args]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    return subprocess.run(
        command, cwd=place, env=env | locale, capture_output=True, check=False, **options
    )


def test_a_report_with_a_chinese_name_becomes_utf_8(place, locale):
    encoding = "gbk" if "GBK" in locale["LC_ALL"] else "utf-8"
    name = "柳塘村报告.txt".encode(encoding)  # as a machine of this locale names files
    (place / os.fsdecode(name)).write_text(TEXT, encoding="utf-8")
    out = "结果.jsonl".encode(encoding)
    done = run(place, locale, "predict", name, "--model", "training/sm/model-best", "--output", out)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(x) for x in (place / os.fsdecode(out)).read_text("utf-8").splitlines()]
    assert rows[1]["text"] == "新建茶叶大棚9个，茶农卖茶增收。"
    assert rows[1]["themes"] == ["产业"]
    if encoding == "utf-8":
        assert rows[1]["report"] == "柳塘村报告"


def test_data_on_stdout_is_utf_8(place, locale):
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    for form in ("jsonl", "csv", "html", "table"):
        args = ("predict", "a.txt", "--model", "training/sm/model-best", "--format", form)
        done = run(place, locale, *args)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "新建茶叶大棚9个" in done.stdout.decode("utf-8")


def test_every_command_writes_utf_8(work, run_all, gbk, tmp_path):
    place = tmp_path / "work"
    shutil.copytree(work, place)
    ended = run_all(leave_out="doccano up", env=gbk, cwd=place)
    assert {name: own.err for name, own in ended.items() if own.code} == {}
    texts = [path for path in place.rglob("*") if path.suffix in (".jsonl", ".csv", ".html", ".md")]
    assert "产业" in "".join(path.read_text("utf-8") for path in texts)
