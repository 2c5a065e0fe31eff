"""Where a server of ours listens, and which database it keeps: chosen once, kept by its home."""

from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlsplit

from policy_themes.annotations.doccano.errors import DatabaseChangedError, DatabaseUrlError
from policy_themes.annotations.doccano.home import Home
from policy_themes.annotations.doccano.secrets import make_secret, read_private, write_private

HOST, PORT = "127.0.0.1", 8000
_EVERYWHERE = "0.0.0.0"
_POSTGRESQL = ("postgres", "postgresql")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `inside/doccano_settings.py` reads, too.

    Attributes:
        host: Address to listen at.
        port: Port to listen at.
        secret_key: Key with which the server signs its sessions.
        database_url: Address of a PostgreSQL, or nothing for SQLite in the home.
    """

    host: str = HOST
    port: str = str(PORT)
    secret_key: str = field(default_factory=make_secret, repr=False)
    database_url: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server."""
        host = HOST if self.host == _EVERYWHERE else self.host
        return f"http://{host}:{self.port}"


def read_settings(home: Home) -> Settings | None:
    """Return the settings that a home keeps, or None where there never was a server.

    Raises:
        BrokenFileError: Their file is damaged.
    """
    return Settings(**read_private(home.settings)) if home.settings.is_file() else None


def write_settings(home: Home, settings: Settings) -> None:
    """Keep the settings, readable by the owner alone."""
    write_private(home.settings, asdict(settings))


def choose_settings(
    home: Home, *, host: str | None, port: int | None, database_url: str | None
) -> Settings:
    """Return the settings that a home keeps, or new ones, with what the user asks for.

    A database is never changed for another: the server would come up without its projects.

    Raises:
        BrokenFileError: The file of the settings is damaged.
        DatabaseUrlError: The address of the database is none of a PostgreSQL, or cannot be read.
        DatabaseChangedError: It names another database than the home's.
    """
    if database_url:
        _check_database(database_url)
    own = read_settings(home)
    if (
        own
        and database_url
        and describe_database(own.database_url) != describe_database(database_url)
    ):
        raise DatabaseChangedError(
            home.root, describe_database(own.database_url), describe_database(database_url)
        )
    settings = own or Settings()
    return replace(
        settings,
        host=host or settings.host,
        port=str(port or settings.port),
        database_url=database_url or settings.database_url,
    )


def _check_database(url: str) -> None:
    """Refuse what is no address of a PostgreSQL, or holds a password that was not encoded.

    Such a password ends the host early at its `#`, `/` or `?`, and the rest of it would be taken,
    and shown, as another part of the address.
    """
    try:
        parts = urlsplit(url)
        # Read, as they are checked only then.
        _ = parts.hostname, parts.port
    except ValueError:
        raise DatabaseUrlError from None  # the cause has a piece of the password in it
    strays = parts.path + parts.query
    if parts.scheme not in _POSTGRESQL or "#" in url or "@" in strays:
        raise DatabaseUrlError


def describe_database(url: str) -> str:
    """Return what a database is, without the account in its address."""
    if not url:
        return "SQLite"
    parts = urlsplit(url)
    return f"PostgreSQL {parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"
