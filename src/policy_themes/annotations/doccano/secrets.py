"""Accounts of a server of ours, in a file that its owner alone can read."""

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy_themes.errors import BrokenFileError, UnwritableFileError
from policy_themes.files import write_text

ADMIN = "admin"
_BYTES = 18


def accounts_path(home: Path) -> Path:
    """Return where the accounts of a server's home lie."""
    return home / "accounts.json"


def read_accounts(home: Path) -> dict[str, str]:
    """Return the passwords of a server's accounts by name, in the order in which they were made.

    Raises:
        BrokenFileError: The file is damaged.
    """
    path = accounts_path(home)
    return {} if not path.is_file() else read_private(path)


def add_account(home: Path, name: str) -> str:
    """Return the password of an account; a new name gets a random one, which is stored.

    Raises:
        BrokenFileError: The file is damaged.
        UnwritableFileError: It cannot be written.
    """
    if name in (known := read_accounts(home)):
        return known[name]
    with _lock(home):
        accounts = read_accounts(home)
        if name not in accounts:
            accounts[name] = make_secret()
            write_private(accounts_path(home), accounts)
        return accounts[name]


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    """Let one of us at a time add an account, so that none writes over another's."""
    path = accounts_path(home).with_suffix(".lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_secret() -> str:
    """Return 24 random characters, letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(_BYTES)


def read_private(path: Path) -> dict[str, str]:
    """Return the object that a JSON file holds.

    Raises:
        BrokenFileError: It holds none.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        found = None  # an error with a piece of the file in it would show a password
    if not isinstance(found, dict):
        raise BrokenFileError(path, "JSON")
    return found


def write_private(path: Path, values: dict[str, str]) -> None:
    """Write an object to a JSON file that its owner alone can read.

    Raises:
        UnwritableFileError: It cannot be written.
    """
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    write_text(path, text, private=True)
