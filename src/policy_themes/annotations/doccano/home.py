"""The folder in which a Doccano server of ours keeps everything."""

from dataclasses import dataclass
from pathlib import Path

from policy_themes.annotations.doccano.errors import HomeError


@dataclass(frozen=True, slots=True)
class Home:
    """What lies where in the folder; `inside/doccano_settings.py` knows the same names.

    Attributes:
        root: The folder, as an absolute path.
    """

    root: Path

    @property
    def environment(self) -> Path:
        """Doccano's Python environment."""
        return self.root / "environment"

    @property
    def python(self) -> Path:
        """The Python of Doccano's environment."""
        return self.environment / "bin" / "python"

    @property
    def settings(self) -> Path:
        """Address, secret key and database of the server."""
        return self.root / "settings.json"

    @property
    def media(self) -> Path:
        """What was imported, and exports that nobody fetched."""
        return self.root / "media"

    @property
    def logs(self) -> Path:
        """Logs of the installer, of the database's set-up, and of the two processes."""
        return self.root / "logs"

    def log(self, part: str) -> Path:
        """Return the log of a part of the server."""
        return self.logs / f"{part}.log"


def make_home(folder: Path) -> Home:
    """Make the folder, private to its owner, unless it is there.

    Raises:
        HomeError: It cannot be written.
    """
    home = Home(folder.resolve())
    try:
        for path in (home.root, home.logs, home.media, home.root / "uploads"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.root.chmod(0o700)
    except OSError as error:
        raise HomeError(folder, error.strerror or str(error)) from error
    return home


def remove_exports(home: Home) -> None:
    """Remove the exports of pulls that were killed; the server removes those that are fetched."""
    for export in home.media.glob("*.zip"):
        export.unlink(missing_ok=True)


def read_end(log: Path, *, lines: int = 3, characters: int = 600) -> str:
    """Return the last lines of a log that say something, as one line."""
    said = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    end = " | ".join([line for line in said if line][-lines:])[-characters:]
    return end.rstrip(". ") or "it said nothing"
