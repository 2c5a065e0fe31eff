"""What the people behind a model say of it: `models/about.toml`, for the card of its wheel."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from policy_themes.errors import AboutFileError, MissingPathError

_DRAFT = """# What the card in the wheel says beside themes and figures. Empty texts are left out.

author = ""         # who made the model
contact = ""        # where to ask, and where to tell of mistakes
licence = ""        # of the model; its code is under MIT
intended_use = ""   # who should use it, for what
out_of_scope = ""   # what it must not be used for
training_data = ""  # whose reports, which years, who annotated them, how far they agreed
limits = ""         # what it gets wrong, and for whom
ethics = ""         # whom its mistakes may harm, what is known of persons in the data

# [[sources]]
# name = "our reports"
# license = "not for redistribution"
"""


@dataclass(frozen=True)
class About:
    """What is said of a model; empty where nothing is.

    Attributes:
        author: Who made it.
        contact: Where to ask.
        licence: Its licence.
        intended_use: What it is for.
        out_of_scope: What it is not for.
        training_data: What it learnt from.
        limits: What it gets wrong.
        ethics: Whom that may harm.
        sources: Name and license of the data, as spaCy's meta.json has them.
    """

    author: str = ""
    contact: str = ""
    licence: str = ""
    intended_use: str = ""
    out_of_scope: str = ""
    training_data: str = ""
    limits: str = ""
    ethics: str = ""
    sources: tuple[Mapping[str, str], ...] = field(default=())


def read_about(path: Path) -> About:
    """Read what is said of a model.

    Raises:
        MissingPathError: There is no such file.
        AboutFileError: It is no TOML, or holds something else.
    """
    if not path.is_file():
        raise MissingPathError(path)
    keys = [own.name for own in fields(About) if own.name != "sources"]
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AboutFileError(path, f"not TOML ({error})", keys) from error
    sources = found.pop("sources", [])
    if unknown := sorted(found.keys() - set(keys)):
        raise AboutFileError(path, f"unknown {', '.join(unknown)}", keys)
    if wrong := sorted(key for key, value in found.items() if not isinstance(value, str)):
        raise AboutFileError(path, f"no text: {', '.join(wrong)}", keys)
    if not isinstance(sources, list) or not all(_is_source(one) for one in sources):
        raise AboutFileError(path, "a source without name and license", keys)
    return About(**found, sources=tuple(sources))


def draft_about() -> str:
    """Return an `about.toml` to fill in."""
    return _DRAFT


def _is_source(one: object) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(k), str) for k in ("name", "license"))
