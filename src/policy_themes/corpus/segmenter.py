"""Training the word segmenter of the md pipeline; spacy-pkuseg ships none."""

import contextlib
import io
import logging
import random
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from policy_themes.errors import MissingPathError

_ITERATIONS = 8
_TEST_LINES = 40
_SEED = 13
_LOG = logging.getLogger(__name__)


def train_segmenter(words: Path, terms: Iterable[str], output: Path) -> None:
    """Train a pkuseg model from segmented sentences and write it with its dictionary.

    Args:
        words: One sentence a line, its words separated by spaces.
        terms: Words of the dictionary, which the segmenter never cuts.
        output: Folder to write: the model (`features.msgpack`, `weights.npz`) and `dictionary.txt`.
            It appears when it is complete.

    Raises:
        MissingPathError: There are no segmented sentences.
    """
    if not words.is_file():
        raise MissingPathError(words)
    import spacy_pkuseg

    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".segmenter.") as folder:
        model = Path(folder) / "model"
        lines = words.read_text(encoding="utf-8").splitlines(keepends=True)
        sample = Path(folder) / "test.txt"  # pkuseg wants one to print figures of; none are used
        sample.write_text("".join(lines[:_TEST_LINES]), encoding="utf-8")
        printed = io.StringIO()
        random.seed(_SEED)  # pkuseg shuffles by the global generator and takes no seed
        with contextlib.redirect_stdout(printed):
            spacy_pkuseg.train(str(words), str(sample), str(model), train_iter=_ITERATIONS)
        _LOG.debug("%s", printed.getvalue())
        dictionary = "".join(f"{term}\n" for term in sorted(set(terms)))
        (model / "dictionary.txt").write_text(dictionary, encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        model.rename(output)
