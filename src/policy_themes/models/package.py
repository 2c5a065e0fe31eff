"""Building a wheel of a trained pipeline, which needs spaCy and spacy-pkuseg alone."""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import srsly
from spacy.cli.package import package as make_package

from policy_themes.errors import PolicyThemesError
from policy_themes.models.card import write_card
from policy_themes.models.load import load_pipeline

PIPELINE = Path(__file__).parent.parent / "pipeline"
WHEEL_CODE = ("encoder.py", "ngrams.py", "themes.py", "tokenizer.py")
"""Modules that the wheel carries; they import spaCy alone."""
_SIZE = re.compile(r"^[a-z][a-z0-9]*$")
_VERSION = re.compile(r"^\d+\.\d+\.\d+$")


class PackageError(PolicyThemesError):
    """The wheel cannot be built."""


def package_pipeline(model: Path, output: Path, *, size: str, version: str) -> Path:
    """Build the wheel `zh_policy_themes_SIZE` of a trained pipeline.

    Args:
        model: Folder of the pipeline, `model-best` of a run; its run's `metrics.json` goes along.
        output: Folder for the wheel.
        size: sm, md or trf, or a name of your own in lower-case ASCII letters and digits.
        version: Version such as 1.0.0.

    Returns:
        Path of the wheel.

    Raises:
        MissingModelError: There is no such pipeline.
        ForeignModelError: It is not ours.
        PackageError: The name or the version is none, or the build fails.
    """
    if not _SIZE.match(size):
        raise PackageError(size, "no name of a package", "Use lower-case letters and digits.")
    if not _VERSION.match(version):
        raise PackageError(version, "no version", "Give one such as 1.0.0.")
    load_pipeline(model)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        copy = work / "pipeline"
        shutil.copytree(model, copy)
        write_card(copy, model.parent / "metrics.json", size=size, version=version)
        with redirect_stdout(io.StringIO()):
            make_package(
                copy,
                work,
                code_paths=[PIPELINE / name for name in WHEEL_CODE],
                name=f"policy_themes_{size}",
                version=version,
                create_sdist=False,
                create_wheel=False,
                require_parent=True,
                silent=True,
            )
        source = work / f"zh_policy_themes_{size}-{version}"
        for meta in (source / "meta.json", *source.glob("*/*/meta.json")):
            _drop_own_requirement(meta)
        built = subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list((source / "dist").glob("*.whl"))
        if built.returncode or not wheels:
            last = (built.stderr.strip() or built.stdout.strip()).splitlines()[-1:]
            raise PackageError(model, f"the build fails: {''.join(last)}", "Run uv sync first.")
        output.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(wheels[0], output / wheels[0].name))


def _drop_own_requirement(path: Path) -> None:
    """Take policy-themes out of a package's requirements.

    spaCy adds it because the config names the callback that fitted the pipeline; only training
    calls it, and what labelling calls is in the wheel.
    """
    meta = srsly.read_json(path)
    meta["requirements"] = [r for r in meta["requirements"] if not r.startswith("policy-themes")]
    srsly.write_json(path, meta)
