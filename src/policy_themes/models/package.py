"""Building a wheel of a trained pipeline, which needs spaCy and its segmenter alone.

The wheel carries the modules of ours that its components are made of, side by side in one package
and importing one another from there, so that policy-themes need not be installed.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import srsly
from spacy.cli.package import package as make_package

from policy_themes.errors import PolicyThemesError
from policy_themes.files import put_file, work_in
from policy_themes.models.about import About
from policy_themes.models.card import write_card
from policy_themes.models.load import load_pipeline

SOURCE = Path(__file__).parent.parent
_CORPUS = ("blocks", "docbin", "lines", "outline", "split")
WHEEL_CODE = tuple(
    sorted(path for path in (SOURCE / "pipeline").glob("*.py") if path.stem != "__init__")
    + [SOURCE / f"{name}.py" for name in ("errors", "files", "records")]
    + [SOURCE / "corpus" / f"{name}.py" for name in _CORPUS]
)
"""Modules that the wheel carries; they import spaCy and one another alone."""
_REGISTERING = ("encoder", "ngrams", "sentences", "themes", "tokenizer")
"""Those that register what a pipeline's config names."""
_OWN_IMPORT = re.compile(r"^from policy_themes(?:\.\w+)*\.(\w+) import ", re.MULTILINE)
_SPACY = ">=3.8.7,<4"
"""What policy-themes itself wants. spaCy would ask for its present version or a later patch, which
does not stand beside Doccano's client; every one of these gives the same scores to the bit."""
_SEGMENTERS = {"pkuseg": "spacy-pkuseg>=1.0.1,<2", "jieba": "jieba>=0.42"}
_SIZE = re.compile(r"^[a-z][a-z0-9]*$")
_VERSION = re.compile(r"^\d+\.\d+\.\d+$")
_DATE = "315532800"
"""The first day that a zip knows, 1980-01-01, in seconds: the date of all files in a wheel, so that
the same pipeline gives the same bytes. `SOURCE_DATE_EPOCH` sets another."""

_SAME_MODES: dict[str, Any] = {"umask": 0o022} if os.name == "posix" else {}
"""Or a wheel would carry the modes that files happen to have where it is built."""


class PackageError(PolicyThemesError):
    """The wheel cannot be built."""


def package_pipeline(
    model: Path, output: Path, *, size: str, version: str, about: About | None = None
) -> Path:
    """Build the wheel `zh_policy_themes_SIZE` of a trained pipeline.

    Args:
        model: Folder of the pipeline, `model-best` of a run; its run's `metrics.json` goes along.
        output: Folder for the wheel.
        size: sm, md or trf, or a name of your own in lower-case ASCII letters and digits.
        version: Version such as 1.0.0.
        about: What its makers say of it, for its card.

    Returns:
        Path of the wheel.

    Raises:
        MissingModelError: There is no such pipeline.
        ForeignModelError: It is not ours.
        PackageError: The name or the version is none, or the build fails.
        UnwritableFileError: The folder cannot be written.
    """
    if not _SIZE.match(size):
        raise PackageError(size, "no name of a package", "Use lower-case letters and digits.")
    if not _VERSION.match(version):
        raise PackageError(version, "no version", "Give one such as 1.0.0.")
    tokenizer: Any = load_pipeline(model).tokenizer
    needed = [wanted for name, wanted in _SEGMENTERS.items() if name == tokenizer.segmenter]
    name = f"zh_policy_themes_{size}"
    with work_in(output) as work:
        copy = work / "pipeline"
        shutil.copytree(model, copy)
        metrics = model.parent / "metrics.json"
        write_card(copy, metrics, about or About(), size=size, version=version, requirements=needed)
        with redirect_stdout(io.StringIO()):
            make_package(
                copy,
                work,
                name=f"policy_themes_{size}",
                version=version,
                create_sdist=False,
                create_wheel=False,
                require_parent=False,
                silent=True,
            )
        source = work / f"{name}-{version}"
        for meta in (source / "meta.json", *source.glob("*/*/meta.json")):
            _write_requirements(meta)
        _add_code(source / name)
        for path in source.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        built = subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(source)],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={"SOURCE_DATE_EPOCH": _DATE, **os.environ, "TMPDIR": str(work.resolve())},
            **_SAME_MODES,
            check=False,
        )
        wheels = list((source / "dist").glob("*.whl"))
        if built.returncode or not wheels:
            last = (built.stderr.strip() or built.stdout.strip()).splitlines()[-1:]
            raise PackageError(
                model,
                f"the build fails: {''.join(last)}",
                "Install what builds it: pip install build setuptools.",
            )
        wheel = output / wheels[0].name
        put_file(wheels[0], wheel)
    return wheel


def _add_code(package: Path) -> None:
    """Put our modules into a package, and have it import those that register components."""
    for path in WHEEL_CODE:
        code = path.read_text(encoding="utf-8")
        (package / path.name).write_text(_OWN_IMPORT.sub(r"from .\1 import ", code), "utf-8")
    init = package / "__init__.py"
    imports = "".join(f"from . import {name}\n" for name in _REGISTERING)
    init.write_text(imports + init.read_text(encoding="utf-8"), encoding="utf-8")


def _write_requirements(path: Path) -> None:
    """Write into a package's meta data which spaCy it wants, and take policy-themes out.

    spaCy adds policy-themes because the config names the callback that fitted the pipeline; only
    training calls it, and what labelling calls is in the wheel.
    """
    meta = srsly.read_json(path)
    others = [r for r in meta["requirements"] if not r.startswith("policy-themes")]
    meta |= {"spacy_version": _SPACY, "requirements": [f"spacy{_SPACY}", *others]}
    srsly.write_json(path, meta)
