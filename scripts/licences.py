"""Write docs/licences.md: python scripts/licences.py [ENVIRONMENT ...].

Versions are those of uv.lock. What a library says of its licence is read where it is installed: in
this environment or one of those given, such as .venv-doccano and .matrix/trf-newest-3.11/env. The
rest, which no environment of this machine takes, keeps the licence that the table has.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "licences.md"
COPYLEFT = re.compile(
    r"\b(?:A|L)?GPL|\bMPL|\bEPL|\bEUPL|\bCDDL|General Public|Mozilla", re.IGNORECASE
)
WEAK = {
    "certifi": "MPL-2.0: the list of certification authorities, which requests reads",
    "tld": "MPL-1.1 is one of three to choose: the list of top-level domains, for trafilatura",
    "tqdm": "MPL-2.0 beside MIT: spaCy's progress bars",
}
"""What in the core is under a copyleft of its own files alone. Each comes from its own maker,
unchanged, and none of it is in our wheels; the MPL binds those alone who pass on changed files."""
_ROW = re.compile(r"^\| (\S+) \| \S+ \| (.+) \|$", re.MULTILINE)
_HEAD = """# Licences of what policy-themes needs

`python scripts/licences.py` writes this file from uv.lock and what each library says of itself.
The code of policy-themes is under MIT. The core needs no library under the GPL, LGPL or AGPL; three
are under a copyleft that holds for their own files alone, and nothing of them is in our wheels:

{weak}

A library may carry others inside its wheel. Those of numpy and scipy for Linux carry libquadmath
(LGPL-2.1) and libgfortran (GPL-3.0 with the exception for programs that use it), that of lxml GNU
libiconv (LGPL-2.1); who may not have them builds these three from source.
"""


def normalise(name: str) -> str:
    """Return a library's name as indices write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def describe_licence(found: Distribution) -> str:
    """Return what a library says of its licence, in a line."""
    data = found.metadata
    stated = data.get("License-Expression") or data.get("License") or ""
    if stated and "\n" not in stated.strip() and len(stated) < 80:
        return " ".join(stated.split())
    named = [line for line in data.get_all("Classifier", []) if line.startswith("License :: ")]
    classes = ", ".join(line.rpartition(" :: ")[2] for line in named)
    return classes or stated.strip().partition("\n")[0]


def find_licences(paths: Iterable[str]) -> dict[str, str]:
    """Return the licences of the libraries in folders of site-packages, by name."""
    found = distributions(path=list(paths))
    return {normalise(one.name): describe_licence(one) or "none stated" for one in found}


def iter_locked(*options: str) -> Iterator[tuple[str, str]]:
    """Yield names and versions of what uv.lock wants for the core, with options of `uv export`."""
    plain = ("--no-hashes", "--no-annotate", "--no-header", "--no-emit-project")
    command = [sys.executable, "-m", "uv", "export", "--quiet", "--frozen", "--no-default-groups"]
    told = subprocess.run(
        [*command, *plain, *options], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for line in told.stdout.splitlines():
        name, _, version = line.partition(";")[0].strip().partition("==")
        yield normalise(name), version


def list_parts() -> dict[str, list[tuple[str, str]]]:
    """Return what the core needs, and what each extra adds to it, by heading."""
    core = list(iter_locked())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = {"The core": core}
    for extra in project["optional-dependencies"]:
        wanted = iter_locked("--extra", extra)
        parts[f"Extra {extra}, beside the core"] = [one for one in wanted if one not in core]
    return parts


def render(parts: dict[str, list[tuple[str, str]]], licences: dict[str, str]) -> str:
    """Return the page."""
    lines = [_HEAD.format(weak="\n".join(f"- {name}: {why}." for name, why in WEAK.items()))]
    for heading, libraries in parts.items():
        lines += [f"## {heading}\n", "| library | version | licence |", "| --- | --- | --- |"]
        lines += [
            f"| {name} | {version} | {licences.get(name, 'unknown')} |"
            for name, version in libraries
        ]
        lines.append("")
    return "\n".join(lines)


def main(environments: list[str]) -> None:
    """Write the page."""
    kept = dict(_ROW.findall(TABLE.read_text(encoding="utf-8"))) if TABLE.is_file() else {}
    beside = [str(path) for one in environments for path in Path(one).glob("lib/*/site-packages")]
    licences = kept | find_licences(beside) | find_licences(sys.path)
    TABLE.write_text(render(list_parts(), licences), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
