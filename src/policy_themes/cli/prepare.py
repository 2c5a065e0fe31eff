"""`policy-themes prepare`: derive what training reads."""

import time

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say

TRAIN_ROWS = defaults.CORPUS / "train.spacy"
EXAMPLE = "Example: policy-themes prepare && spacy train configs/md.cfg --output training/md"


def prepare() -> None:
    """Derive corpus/*.spacy and the word segmenter, which `train` and `spacy train` read.

    Without corpus/words.txt, sentences cut into words, there is no segmenter; sm needs none.
    """
    from policy_themes.corpus.reports import read_sentences
    from policy_themes.locks import lock
    from policy_themes.training.prepare import prepare_rows, prepare_segmenter

    with lock(defaults.SEGMENTER, wait=True):  # two at once would take turns in its folder
        labels = [theme.label for theme in read_themes(defaults.THEMES)]
        around = read_sentences(defaults.SENTENCES)
        counts = prepare_rows(
            defaults.GOLD, defaults.REPORTS, defaults.CORPUS, labels, around=around
        )
        rows = ", ".join(f"{split} {count}" for split, count in counts.items())
        say(f"Rows of {defaults.CORPUS}/*.spacy: {rows}")
        if not defaults.SEGMENTED.is_file():
            say(f"No {defaults.SEGMENTED}, so no word segmenter: train {defaults.SMALL_CONFIG}.")
            return
        say("Training the word segmenter (about half a minute) ...")
        prepare_segmenter(defaults.SEGMENTED, defaults.LEXICON, defaults.SEGMENTER, labels)
        say(f"Wrote {defaults.SEGMENTER}")


def prepare_if_stale() -> None:
    """Prepare, where what it derives is missing or older than what it comes from."""
    if _is_stale():
        prepare()


def _is_stale() -> bool:
    """Return whether what `prepare` derives is missing or older than what it comes from."""
    derived = [TRAIN_ROWS]
    if defaults.SEGMENTED.is_file():
        derived.append(defaults.SEGMENTER / "weights.npz")
    sources = [defaults.GOLD, defaults.REPORTS, defaults.LEXICON, defaults.SEGMENTED]
    if not all(path.is_file() for path in derived):
        return True
    newest = max(path.stat().st_mtime for path in sources if path.is_file())
    made = [path.stat().st_mtime for path in derived]
    # Later than now: the clock was put back, and what was changed since may look older.
    return min(made) < newest or max(made) > time.time()
