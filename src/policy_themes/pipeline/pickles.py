"""Refusing pipelines that would run code when they are loaded. A wheel carries the module."""

import os
from pathlib import Path

from policy_themes.errors import ForeignModelError


def refuse_pickles(folder: Path) -> None:
    """Check that a pipeline's folder holds no pickle, neither itself nor behind a link.

    spacy-pkuseg would unpickle its features from one, and a pickle can run any code.

    Raises:
        ForeignModelError: It holds one.
    """
    seen: set[str] = set()
    for parent, folders, files in os.walk(folder, followlinks=True):
        seen.add(os.path.realpath(parent))
        folders[:] = sorted(
            name for name in folders if os.path.realpath(Path(parent, name)) not in seen
        )
        for name in sorted(files):
            if name.lower().endswith(".pkl"):  # some file systems take any case
                found = Path(parent, name).relative_to(folder)
                raise ForeignModelError(folder, f"holds a pickle, {found}")
