"""The themes that sentences are labelled with, from `themes.toml`."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_themes.errors import MissingPathError, PolicyThemesError, UnknownThemeError

_KEYS = ("label", "slug", "colour", "hotkey", "definition")

_PALETTE = ("#E4572E", "#B07AA1", "#F2A541", "#4E79A7", "#76609E", "#59A14F", "#9C755F", "#499894")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme.

    Attributes:
        label: The Chinese name that annotators and readers see.
        slug: The name in ASCII.
        colour: `#RRGGBB`.
        hotkey: Its key in Doccano, one character.
        definition: What it covers, one line of Chinese.
    """

    label: str
    slug: str
    colour: str
    hotkey: str
    definition: str


class ThemesFileError(PolicyThemesError):
    """themes.toml does not say what it must."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(path, found, f"Each [[theme]] has {', '.join(_KEYS)}.")


def read_themes(path: Path) -> tuple[Theme, ...]:
    """Read the themes in their order.

    Raises:
        MissingPathError: There is no such file.
        ThemesFileError: It is no TOML, or a theme lacks a key, or two share a label.
    """
    if not path.is_file():
        raise MissingPathError(path)
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("theme", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemesFileError(path, f"not TOML ({error})") from error
    except RecursionError as error:
        raise ThemesFileError(path, "nested too deeply") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ThemesFileError(path, "'theme' is no list of tables")
    for number, entry in enumerate(entries, start=1):
        if missing := [key for key in _KEYS if not isinstance(entry.get(key), str)]:
            raise ThemesFileError(path, f"theme {number} has no {', '.join(missing)}")
    themes = tuple(Theme(**{key: entry[key] for key in _KEYS}) for entry in entries)
    labels = [theme.label for theme in themes]
    if not labels or len(set(labels)) < len(labels):
        raise ThemesFileError(path, "no theme" if not labels else "two themes share a label")
    return themes


def dress_labels(labels: Iterable[str], known: Iterable[Theme] = ()) -> tuple[Theme, ...]:
    """Return a theme for each label: the known one, or one with a colour of the default palette."""
    by_label = {theme.label: theme for theme in known}
    return tuple(
        by_label.get(label, Theme(label, f"theme{i + 1}", _PALETTE[i % len(_PALETTE)], "", ""))
        for i, label in enumerate(labels)
    )


def order_themes(labels: Iterable[str], known: Sequence[str], *, where: object) -> tuple[str, ...]:
    """Return labels in the order of the known themes, each once.

    Raises:
        UnknownThemeError: A label is not among them; `where` tells the user its place.
    """
    wanted = set(labels)
    if unknown := sorted(wanted - set(known)):
        raise UnknownThemeError(where, unknown, known)
    return tuple(label for label in known if label in wanted)
