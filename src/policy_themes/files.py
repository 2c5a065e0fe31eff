"""Writing files so that nothing is ever half-written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy_themes.errors import UnwritableFileError


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to, and rename it to `path` at the end.

    If the body fails, `path` stays as it was and the file beside it is removed.

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
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)  # mkstemp makes it private to its owner
        beside.replace(path)
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write `text` to `path`, or leave `path` as it was."""
    with replace_file(path) as beside:
        beside.write_text(text, encoding=encoding, newline="\n")
