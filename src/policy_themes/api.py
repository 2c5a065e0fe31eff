"""What Python code calls: a trained pipeline that labels reports and sentences.

`policy_themes.load` and `policy_themes.Labeller` are these; they are imported when first asked for.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from spacy.language import Language

from policy_themes.corpus.read import read_report
from policy_themes.corpus.structure import parse_report
from policy_themes.corpus.suffixes import SUFFIXES
from policy_themes.models.installed import find_installed
from policy_themes.models.load import load_pipeline, pipeline_themes
from policy_themes.models.predict import label_report, label_sentences
from policy_themes.records import Kind, Sentence


class Labeller:
    """A trained pipeline, ready to label.

    Attributes:
        nlp: The pipeline.
        themes: Its themes, in order.

    Examples:
        >>> import policy_themes
        >>> labeller = policy_themes.load("zh_policy_themes_md")
        >>> report = labeller.label_report("一、生态工作\\n清理河道垃圾3吨。")
        >>> [(sentence.kind, sentence.themes) for sentence in report]
        [('heading', ()), ('body', ('生态',))]
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.themes = pipeline_themes(nlp)

    def label_report(
        self, report: str | Path, *, report_id: str | None = None, threshold: float | None = None
    ) -> list[Sentence]:
        """Return the sentences of a report with their themes.

        Args:
            report: A file (txt, md, docx, pdf, html), or a report's text. A string is a file's
                name if it is one line that ends in such a suffix.
            report_id: What the sentences call the report. By default the file's stem, or `report`.
            threshold: Score from 0 to 1 at which every theme is set, instead of each its own.

        Raises:
            ReportError: The file is missing, unreadable, empty, encrypted, scanned or no report.
        """
        path = report if isinstance(report, Path) else _find_path(report)
        text = str(report) if path is None else read_report(path)
        name = report_id or ("report" if path is None else path.stem)
        return label_report(self.nlp, parse_report(name, text), threshold=threshold)

    def label_sentences(
        self, sentences: Iterable[str | Sentence], *, threshold: float | None = None
    ) -> Iterator[Sentence]:
        """Yield sentences with their themes, in the same order; any number, in constant memory.

        A string is labelled alone. A `Sentence` is read with the headings that it names, and with
        its neighbours, the sentences of the same report just before and after it. A string of
        blanks comes out as junk, without scores.

        Args:
            sentences: Strings or sentences.
            threshold: Score from 0 to 1 at which every theme is set, instead of each its own.

        Examples:
            >>> import policy_themes
            >>> labeller = policy_themes.load("zh_policy_themes_md")
            >>> found = labeller.label_sentences(["清理河道垃圾3吨。", "老人免费体检30人次。"])
            >>> [sentence.themes for sentence in found]
            [('生态',), ('民生',)]
        """
        records = (
            as_record(sentence, str(number)) if isinstance(sentence, str) else sentence
            for number, sentence in enumerate(sentences, start=1)
        )
        yield from label_sentences(self.nlp, records, threshold=threshold)


def load(model: str | Path | None = None) -> Labeller:
    """Load a trained pipeline.

    Args:
        model: Its folder, or the name of its installed package. By default the installed
            zh_policy_themes_md, sm or trf, the first of these that is there.

    Raises:
        NoInstalledModelError: None is named and none is installed.
        MissingModelError: There is neither such a folder nor such a package.
        ForeignModelError: It does not load, or it is no pipeline of policy-themes.
        MissingExtraError: It holds a transformer, whose libraries are not installed.
    """
    return Labeller(load_pipeline(find_installed() if model is None else model))


def load_once(model: str | Path | None = None) -> Labeller:
    """Return what `load` does; a process loads a pipeline once, and again when it has changed."""
    name = find_installed() if model is None else str(model)
    meta = Path(name) / "meta.json"
    return _load(name, meta.stat().st_mtime_ns if meta.is_file() else 0)


def as_record(
    text: str, report: str, index: int = 1, section: Iterable[str] = (), kind: Kind = "body"
) -> Sentence:
    """Return a sentence's text as the record that everything exchanges; a blank text is junk."""
    kind = kind if text.strip() else "junk"
    return Sentence(report, index, kind, tuple(section), 0, len(text), text)


@lru_cache(maxsize=4)
def _load(name: str, changed: int) -> Labeller:
    return load(name)


def _find_path(report: str) -> Path | None:
    is_name = "\n" not in report and Path(report).suffix.lower() in SUFFIXES
    return Path(report) if is_name else None
