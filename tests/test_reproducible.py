"""The same input gives the same wheel, byte for byte, whenever and wherever it is built."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policy_themes.models.package import package_pipeline

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.filterwarnings(  # spaCy leaves files open
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
BUILT_FROM = ("configs", "pyproject.toml", "README.md", "LICENSE", "src")


@pytest.fixture
def shifted(monkeypatch):
    """Another zone, another locale and another umask, as on another machine."""
    for name, value in (("TZ", "Asia/Shanghai"), ("LC_ALL", "C"), ("PYTHONHASHSEED", "7")):
        monkeypatch.setenv(name, value)
    umask = os.umask(0o002)
    yield
    os.umask(umask)


def build(folder):
    """Return the bytes of our own wheel, built from a copy whose files have times of their own."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in BUILT_FROM:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    subprocess.run([*command, source], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel.read_bytes()


def test_our_own_wheel(tmp_path, request):
    first = build(tmp_path / "first")
    request.getfixturevalue("shifted")
    assert build(tmp_path / "second") == first


def copy_run(folder, model):
    """Return a copy of a pipeline whose files were written another day, by somebody else."""
    copied = folder / "model-best"
    shutil.copytree(model, copied)
    yesterday = time.time() - 86400
    for path in copied.rglob("*"):
        os.utime(path, (yesterday, yesterday))
        path.chmod(path.stat().st_mode | 0o020)
    return copied


def test_the_wheel_of_a_pipeline(sm_folder, tmp_path, request):
    first = package_pipeline(sm_folder, tmp_path / "first", size="sm", version="1.0.0")
    request.getfixturevalue("shifted")
    copied = copy_run(tmp_path / "copy", sm_folder)
    second = package_pipeline(copied, tmp_path / "second", size="sm", version="1.0.0")
    assert second.read_bytes() == first.read_bytes()


def test_a_date_of_ones_own_is_taken(sm_folder, tmp_path, monkeypatch):
    first = package_pipeline(sm_folder, tmp_path / "first", size="sm", version="1.0.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    second = package_pipeline(sm_folder, tmp_path / "second", size="sm", version="1.0.0")
    assert second.read_bytes() != first.read_bytes()
