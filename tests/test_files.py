import os
import re
import shutil
import stat
from pathlib import Path

import pytest

from policy_themes.errors import UnwritableFileError
from policy_themes.files import put_folder, replace_file, tell_errors, work_in, write_text


def fail_in_the_middle(path: Path, error: BaseException) -> None:
    with replace_file(path) as beside:
        beside.write_text("东渠", encoding="utf-8")
        raise error


def test_text_is_written_in_utf_8_with_newlines_as_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "柳塘\n修渠\n")
    assert path.read_bytes() == "柳塘\n修渠\n".encode()


def test_text_is_written_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_text(path, "柳塘", encoding="utf-8-sig")
    assert path.read_bytes() == b"\xef\xbb\xbf" + "柳塘".encode()


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    write_text(path, "柳塘")
    assert path.read_text(encoding="utf-8") == "柳塘"


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一篇长得多的旧报告", encoding="utf-8")
    write_text(path, "柳塘")
    assert path.read_text(encoding="utf-8") == "柳塘"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_is_there_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", encoding="utf-8")
    with replace_file(path) as beside:
        beside.write_text("新", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "旧"
        assert beside.parent == path.parent
    assert path.read_text(encoding="utf-8") == "新"


@pytest.mark.parametrize("error", [ValueError("渠"), KeyboardInterrupt("渠")])
def test_nothing_is_left_of_a_file_that_was_half_written(
    error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(type(error), match=r"^渠$"):
        fail_in_the_middle(path, error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [ValueError("渠"), KeyboardInterrupt("渠")])
def test_the_old_file_stays_if_the_new_one_fails(error: BaseException, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(type(error), match=r"^渠$"):
        fail_in_the_middle(path, error)
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_an_error_the_user_can_mend(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    message = (
        f"{path}: cannot be written (No space left on device). "
        "Make room there, or choose another place."
    )
    with pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}$"):
        fail_in_the_middle(path, OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_the_mode_of_the_file_follows_the_umask(umask: int, mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    before = os.umask(umask)
    try:
        write_text(path, "柳塘")
        after = os.umask(umask)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert after == umask


def test_a_folder_in_the_place_of_the_file_is_no_place_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.mkdir()
    message = f"{path}: cannot be written (Is a directory). Choose another place."
    with pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}$"):
        write_text(path, "柳塘")
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_in_the_place_of_the_folder_is_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("渠", encoding="utf-8")
    path = tmp_path / "a" / "b.txt"
    message = f"{path}: cannot be written (File exists). Choose another place."
    with pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}$"):
        write_text(path, "柳塘")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_no_place_to_write(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir(mode=0o555)
    path = folder / "b.txt"
    message = (
        f"{path}: cannot be written (Permission denied). "
        "Check its permissions, or choose another place."
    )
    with pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}$"):
        write_text(path, "柳塘")
    assert list(folder.iterdir()) == []


def test_the_mode_of_the_file_that_is_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", encoding="utf-8")
    path.chmod(0o600)
    write_text(path, "新")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_of_a_link_the_file_that_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    path, link = tmp_path / "there" / "a.txt", tmp_path / "link.txt"
    link.symlink_to(path)
    write_text(link, "柳塘")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "柳塘"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(UnwritableFileError, match=r"\(Permission denied\)\. Check its permissions"):
        write_text(path, "新")
    assert path.read_text(encoding="utf-8") == "旧"


def test_an_error_of_another_file_is_not_told_as_one_of_this(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match=r"elsewhere"),
        replace_file(tmp_path / "a.txt"),
    ):
        Path("/nowhere/elsewhere").read_bytes()


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(name, encoding="utf-8")
    put_folder(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in tmp_path.rglob("*")] == ["old", "new.txt"]


def test_a_folder_that_cannot_be_replaced_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "old.txt").write_text("旧", encoding="utf-8")
    with pytest.raises(UnwritableFileError, match=r"old: cannot be written \(No such file"):
        put_folder(tmp_path / "gone", tmp_path / "old")
    assert [path.name for path in tmp_path.rglob("*")] == ["old", "old.txt"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "(No space left on device). Make room there"),
        (shutil.SpecialFileError("`a` is a named pipe"), "(`a` is a named pipe). Choose another"),
    ],
)
def test_of_a_folder_that_cannot_be_copied_the_cause_is_told(
    error: OSError, told: str, tmp_path: Path
) -> None:
    def fail(source: str, target: str) -> None:
        raise error

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.txt").touch()
    target = tmp_path / "b"
    message = f"{target}: cannot be written {told}"
    with pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}"), tell_errors(target):
        shutil.copytree(tmp_path / "a", target, copy_function=fail)


def test_a_folder_that_was_made_to_work_in_goes_unless_something_was_put_there(
    tmp_path: Path,
) -> None:
    with work_in(tmp_path / "a"):
        pass
    assert list(tmp_path.iterdir()) == []
    with work_in(tmp_path / "a") as own:
        (own / "a.txt").touch()
        (own / "a.txt").rename(tmp_path / "a" / "a.txt")
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "a.txt"]


def test_a_folder_to_work_in_is_gone_at_the_end_and_lends_its_name_to_errors(
    tmp_path: Path,
) -> None:
    message = f"{tmp_path}: cannot be written (No space left on device). Make room there"
    with (
        pytest.raises(UnwritableFileError, match=f"^{re.escape(message)}"),
        work_in(tmp_path) as own,
        replace_file(own / "a.txt") as beside,
    ):
        beside.write_text("柳塘", encoding="utf-8")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
