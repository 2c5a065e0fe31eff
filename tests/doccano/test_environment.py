import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from policy_themes.annotations.doccano import environment
from policy_themes.annotations.doccano.errors import (
    HomeError,
    InstallError,
    NoPythonError,
)
from policy_themes.annotations.doccano.home import make_home

SOURCE = Path(environment.__file__).parents[2]
LOCKED = dict(
    re.findall(r"^([\w.-]+)==([\w.]+)", environment.LOCK.read_text("utf-8"), re.MULTILINE)
)


def major(name):
    return int(LOCKED[name].split(".")[0])


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def test_trap_1_the_lock_holds_what_a_plain_install_lacks():
    assert major("marshmallow") < 4
    assert major("numpy") < 2
    assert major("setuptools") < 81
    assert LOCKED["doccano"] == environment.locked_version() == "1.8.4"


def test_trap_1_a_fresh_install_imports_all_that_doccano_needs(installed):
    needed = (
        "import marshmallow, numpy, pandas, pkg_resources, environs, psycopg2, gunicorn, celery"
    )
    command = [installed / "bin" / "python", "-W", "ignore", "-c", needed]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""


def test_every_file_of_the_lock_has_a_hash_and_no_index_is_named():
    text = environment.LOCK.read_text("utf-8")
    entries = re.split(r"\n(?=[a-z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) == len(LOCKED) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_trap_2_no_module_of_ours_imports_pydantic():
    pattern = re.compile(r"^\s*(from|import) pydantic\b", re.MULTILINE)
    importing = [p for p in SOURCE.rglob("*.py") if pattern.search(p.read_text("utf-8"))]
    assert importing == []


def test_trap_2_the_extra_brings_versions_that_work_together():
    pytest.importorskip("doccano_client", reason="the extra doccano is not installed")
    from importlib.metadata import version

    assert version("pydantic").startswith("1.")
    assert version("urllib3").startswith("1.")
    code = "import spacy, spacy.cli, doccano_client"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_environment_of_another_lock_is_installed_again(home):
    home.python.parent.mkdir(parents=True)
    home.python.touch()
    mark = home.environment / environment._MARK
    mark.write_text(environment._hash_lock(), encoding="utf-8")
    assert environment.is_installed(home)
    mark.write_text("another", encoding="utf-8")
    assert not environment.is_installed(home)


def test_an_interrupted_install_is_no_install(home):
    home.python.parent.mkdir(parents=True)
    home.python.touch()
    assert not environment.is_installed(home)


def test_uv_fetches_a_python_where_there_is_none(home):
    make, fill = environment._plan(home, "uv", None)
    assert make[-3:] == ["--python", "3.11", str(home.environment)]
    assert "--require-hashes" in fill


def test_pip_does_where_there_is_no_uv(home):
    make, fill = environment._plan(home, None, "python3.11")
    assert make == ["python3.11", "-m", "venv", str(home.environment)]
    assert fill[:4] == [str(home.python), "-m", "pip", "install"]
    assert "--require-hashes" in fill


def test_neither_uv_nor_a_python_says_what_to_install(home, monkeypatch):
    monkeypatch.setattr(environment, "_find_uv", lambda: None)
    monkeypatch.setattr(environment, "_find_python", lambda: None)
    with pytest.raises(NoPythonError, match=r"^Doccano: needs Python 3\.11 and found neither"):
        environment.install(home)


def test_a_failing_installer_is_quoted(home, monkeypatch):
    lines = "import sys; print('reading'); print('no space left', file=sys.stderr); sys.exit(2)"
    plan = [[sys.executable, "-c", lines]]
    monkeypatch.setattr(environment, "_plan", lambda *_: plan)
    with pytest.raises(InstallError, match=r"installed: .*no space left.*install\.log\.$"):
        environment.install(home)
    assert not environment.is_installed(home)


def test_a_full_disk_is_told_where_the_installer_could_not(home, monkeypatch):
    monkeypatch.setattr(environment, "_plan", lambda *_: [[sys.executable, "-c", "exit(2)"]])
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(HomeError, match=r"home: cannot be written \(No space left on device\)\."):
        environment.install(home)


def test_a_folder_that_is_a_file_is_no_home(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(HomeError, match=r"home: cannot be written .*--home\.$"):
        make_home(tmp_path / "home")
