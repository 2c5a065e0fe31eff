"""Training the word segmenter of the md pipeline; spacy-pkuseg ships none."""

import contextlib
import io
import logging
import random
from collections.abc import Iterable
from pathlib import Path

from policy_themes.errors import MissingPathError, RowsError
from policy_themes.files import put_folder, work_in

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
        RowsError: They are not in UTF-8.
        UnwritableFileError: The folder cannot be written; it is as it was.
    """
    if not words.is_file():
        raise MissingPathError(words)
    import spacy_pkuseg

    with work_in(output.parent) as folder:
        model = folder / "model"
        lines = _read_lines(words)
        sample = folder / "test.txt"  # pkuseg wants one to print figures of; none are used
        sample.write_text("".join(lines[:_TEST_LINES]), encoding="utf-8")
        printed = io.StringIO()
        random.seed(_SEED)  # pkuseg shuffles by the global generator and takes no seed
        with contextlib.redirect_stdout(printed):
            spacy_pkuseg.train(str(words), str(sample), str(model), train_iter=_ITERATIONS)
        _LOG.debug("%s", printed.getvalue())
        dictionary = "".join(f"{term}\n" for term in sorted(set(terms)))
        (model / "dictionary.txt").write_text(dictionary, encoding="utf-8")
        put_folder(model, output)


def _read_lines(words: Path) -> list[str]:
    try:
        return words.read_text(encoding="utf-8").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise RowsError(words, [(number, "not UTF-8")], "Save it in UTF-8.") from error
