"""Writing files and folders so that nothing is ever half-written."""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from policy_themes.errors import UnwritableFileError


@contextmanager
def replace_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a path beside `path` to write to, and rename it to `path` at the end.

    If the body fails, `path` stays as it was and the file beside it is removed. The new file has
    the mode of the old one and outlasts a lost power supply. Of a link, the file that it leads to
    is replaced; a pipe or a device is written to itself.

    Args:
        path: The file.
        private: Whether its owner alone may read it.

    Raises:
        UnwritableFileError: The folder or the file cannot be written.
    """
    if is_stream(path):
        with tell_errors(path):
            yield path
        return
    check_file(path)
    target = path.resolve()
    # Named before it is made: a signal after that finds what to remove.
    beside = target.with_name(f".{target.name}.{token_hex(8)}")
    try:
        with tell_errors(path):
            beside.touch(mode=0o600, exist_ok=False)
        with tell_errors(path, beside.parent):
            yield beside
        put_file(beside, path, private=private)
    finally:
        with suppress(OSError):  # of a disk that has gone, which was told
            beside.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, encoding: str = "utf-8", private: bool = False) -> None:
    """Write `text` to `path`, or leave `path` as it was; see `replace_file`."""
    with replace_file(path, private=private) as beside:
        beside.write_text(text, encoding=encoding, newline="\n")


@contextmanager
def work_in(folder: Path) -> Iterator[Path]:
    """Yield a new folder in `folder`, so on its disk, to work in; it is removed at the end.

    Raises:
        UnwritableFileError: Nothing can be written there.
    """
    is_new = not folder.exists()
    work = folder / f".work.{token_hex(8)}"
    try:
        with tell_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            work.mkdir(mode=0o700)
        with tell_errors(folder, work):
            yield work
    except UnwritableFileError as error:
        raise UnwritableFileError(folder, error.reason) from error  # the file in it means nothing
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # what was put there stays
                folder.rmdir()


def put_file(file: Path, path: Path, *, private: bool = False) -> None:
    """Put a complete file of the same disk in the place of `path`; see `replace_file`."""
    with tell_errors(path):
        target = path.resolve()
        file.chmod(0o600 if private else _find_mode(target))
        sync_file(file)
        file.replace(target)


def check_file(path: Path) -> None:
    """Make the folder of a file, and fail where the file could not be replaced.

    Raises:
        UnwritableFileError: It is a folder, or read-only, which a rename would not heed; or no
            file can be made in its folder.
    """
    with tell_errors(path):
        if is_stream(path):
            return
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() or (target.exists() and not os.access(target, os.W_OK)):
            target.open("ab").close()
        tempfile.TemporaryFile(dir=target.parent).close()


def put_folder(folder: Path, path: Path) -> None:
    """Put a complete folder of the same disk in the place of `path`, which it may replace.

    No system call does this at once: a kill between two renames leaves the old folder beside, with
    `.old` at the end of its name.

    Raises:
        UnwritableFileError: It cannot be put there; `path` is as it was.
    """
    with tell_errors(path):
        for file in folder.rglob("*"):
            if file.is_file():
                sync_file(file)
        old = path.with_name(f".{path.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if path.exists():
            path.rename(old)
        try:
            folder.rename(path)
        except OSError:
            with suppress(OSError):
                old.rename(path)
            raise
    shutil.rmtree(old, ignore_errors=True)


def sync_file(path: Path) -> None:
    """Return once the file is on the disk, so that it outlasts a lost power supply."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def is_stream(path: Path) -> bool:
    """Return whether a path leads to a pipe or a device such as /dev/null: it is not replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _find_mode(target: Path) -> int:
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _find_cause(error: shutil.Error) -> OSError | str:
    """Return the first error of a copied folder, of which shutil keeps the words alone."""
    words = str(error.args[0][0][-1])
    number = re.match(r"\[Errno (\d+)\]", words)
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else words


@contextmanager
def tell_errors(path: Path, own: Path | None = None) -> Iterator[None]:
    """Raise an error of the system as ours.

    Args:
        path: What is written.
        own: Only errors of files in this folder are meant, and those that name no file.

    Raises:
        UnwritableFileError: There was one.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read has gone, which is no error of a file
    except shutil.Error as error:
        raise UnwritableFileError(path, _find_cause(error)) from error
    except OSError as error:
        named = error.filename and Path(os.fsdecode(error.filename))
        if own and named and not named.is_relative_to(own):
            raise
        raise UnwritableFileError(path, error) from error
