"""Writing files so that nothing is ever half-written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy_themes.errors import UnwritableFileError


@contextmanager
def replace_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a path beside `path` to write to, and rename it to `path` at the end.

    If the body fails, `path` stays as it was and the file beside it is removed.

    Args:
        path: The file.
        private: Whether its owner alone may read it.

    Raises:
        UnwritableFileError: The folder or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    beside = Path(name)
    try:
        yield beside
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            beside.chmod(0o666 & ~umask)  # mkstemp makes it private to its owner
        beside.replace(path)
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, encoding: str = "utf-8", private: bool = False) -> None:
    """Write `text` to `path`, or leave `path` as it was; see `replace_file`."""
    with replace_file(path, private=private) as beside:
        beside.write_text(text, encoding=encoding, newline="\n")
