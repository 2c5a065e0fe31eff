"""Accounts that were made on servers, each server's in a file that its owner alone can read."""

import json
import secrets
from pathlib import Path
from urllib.parse import quote

from policy_themes.errors import BrokenFileError
from policy_themes.files import write_text
from policy_themes.locks import lock

ADMIN = "admin"
_BYTES = 18


def accounts_path(home: Path, url: str = "") -> Path:
    """Return where the accounts of a server lie.

    Args:
        home: Folder of our own server.
        url: Address of a server that is not ours, whose accounts are no other server's.
    """
    if not url:
        return home / "accounts.json"
    _, _, place = url.rstrip("/").lower().rpartition("://")
    return home / f"accounts-{quote(place, safe='')}.json"


def read_accounts(home: Path, url: str = "") -> dict[str, str]:
    """Return the passwords of a server's accounts by name, in the order in which they were made.

    See `accounts_path` for the arguments.

    Raises:
        BrokenFileError: The file is damaged.
    """
    path = accounts_path(home, url)
    return {} if not path.is_file() else read_private(path)


def add_account(home: Path, name: str, url: str = "") -> str:
    """Return the password of an account; a new name gets a random one, which is stored.

    Args:
        home: See `accounts_path`.
        name: Name of the account.
        url: See `accounts_path`.

    Raises:
        BrokenFileError: The file is damaged.
        UnwritableFileError: It cannot be written.
    """
    if name in (known := read_accounts(home, url)):
        return known[name]
    path = accounts_path(home, url)
    with lock(path, wait=True):
        accounts = read_accounts(home, url)
        if name not in accounts:
            accounts[name] = make_secret()
            write_private(path, accounts)
        return accounts[name]


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
