"""Sentences as spaCy reads them: the text with its context, and binary training rows."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, takewhile
from pathlib import Path

from policy_themes.corpus.split import LONGEST
from policy_themes.files import replace_file
from policy_themes.records import SECTION_SEPARATOR, THEMELESS_KINDS, Sentence

GOVERNED = 12
"""Sentences below a heading that are read with it, the first ones."""


def iter_inputs(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Yield each sentence that can carry a theme with the text that a pipeline reads for it.

    The text has a line each for the headings above the sentence joined by ` / `, the sentence,
    the one before and the one after it in the report, and the first sentences that it stands
    above, if it is a heading; `policy_themes.pipeline.text` takes it apart. Credits and page
    furniture never carry a theme and are left out, also as neighbours. Sentences of one report
    follow one another; only a few are held at a time.
    """
    kept = (s for s in sentences if s.kind not in THEMELESS_KINDS)
    ahead = deque(islice(kept, GOVERNED))
    previous: Sentence | None = None
    while ahead:
        sentence = ahead.popleft()
        ahead.extend(islice(kept, 1))
        before = previous.text if previous and previous.report == sentence.report else ""
        after = ahead[0].text if ahead and ahead[0].report == sentence.report else ""
        governed = [s.text for s in takewhile(partial(_governs, sentence), ahead)]
        yield sentence, join_input(sentence.text, sentence.section, before, after, governed)
        previous = sentence


def _governs(heading: Sentence, other: Sentence) -> bool:
    """Return whether a sentence stands above another, as a heading or in the place of one."""
    *above, own = other.section[: len(heading.section) + 1] or ("",)
    return (
        other.report == heading.report
        and len(other.section) > len(heading.section)
        and tuple(above) == heading.section
        and own in heading.text
    )


def join_input(
    text: str,
    section: Iterable[str] = (),
    previous: str = "",
    following: str = "",
    governed: Iterable[str] = (),
) -> str:
    """Return the text that a pipeline reads for a sentence; see `iter_inputs`.

    Of each line that is the first 10,000 characters, as no sentence of a report is longer.
    """
    lines = (SECTION_SEPARATOR.join(section), text, previous, following, *governed)
    return "\n".join(line[:LONGEST].replace("\n", " ") for line in lines)


def fill_reports(sentences: Iterable[Sentence], around: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences in their whole reports, which they may be a sample of.

    So each is read with the neighbours that it has in the report.

    Args:
        sentences: Sentences in order, report by report.
        around: All sentences of those reports, and of others.
    """
    reports: dict[str, dict[int, Sentence]] = {}
    own = list(sentences)
    for sentence in own:
        reports.setdefault(sentence.report, {})
    for sentence in (*(s for s in around if s.report in reports), *own):
        reports[sentence.report][sentence.index] = sentence
    return [report[index] for report in reports.values() for index in sorted(report)]


def write_docbin(
    path: Path,
    sentences: Sequence[Sentence],
    themes: Sequence[str],
    *,
    around: Iterable[Sentence] = (),
) -> int:
    """Write labelled sentences for `spacy.Corpus.v1`; return how many.

    Every row carries every theme as 0 or 1: spaCy takes an absent one for missing, not for false.
    `doc.user_data["report"]` holds the report's id, for splitting by report. For `around` see
    `fill_reports`.
    """
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("zh")
    rows = DocBin(store_user_data=True)
    labelled = {sentence.id for sentence in sentences}
    for sentence, text in iter_inputs(fill_reports(sentences, around)):
        if sentence.id not in labelled:
            continue
        doc = nlp.make_doc(text)
        doc.cats = {theme: float(theme in sentence.themes) for theme in themes}
        doc.user_data["report"] = sentence.report
        rows.add(doc)
    with replace_file(path) as beside:
        beside.write_bytes(rows.to_bytes())
    return len(rows)
