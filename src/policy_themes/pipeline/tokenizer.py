"""A Chinese tokenizer that cuts a sentence into words and its context into characters.

The headings and the neighbours of a sentence are read by characters alone (`NgramLinear`), and
the word segmenter is the cost of a pipeline, so they are spared it. The segmenter is shown the
sentence in half-width and simplified characters and with figures as 0, so that it cuts a sentence
at the same places however it is typed. The module imports spaCy alone, so that a wheel carries it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import srsly
from spacy.lang.zh import ChineseTokenizer, Segmenter, try_pkuseg_import
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from policy_themes.pipeline.segment import BulkSegmenter, can_segment
from policy_themes.pipeline.text import simplified_forms

_MODEL = ("pkuseg_model/features.msgpack", "pkuseg_model/weights.npz")
_PROCESSORS = "pkuseg_processors"
_TABLES = "tables"
_FIGURE = re.compile(r"\d+(?:[.,\uff0c\uff0e]\d+)*")
_STOP = re.compile(
    r"\.(?<=[\u4e00-\u9fff%)》”]\.)(?=[\u4e00-\u9fff《“(])|(?<![.a-zA-Z])\.(?=\n|\Z)"
)
_HALVES = re.compile(r"[\ud800-\udfff]")
"""Halves of surrogate pairs, which a string of Python can hold and a doc of spaCy cannot."""
_QUOTED = re.compile(r'"([^"\n]*)"')


class Shown(dict[int, str]):
    """What the segmenter is shown for each character, by code point, for `str.translate`."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        super().__init__()
        self.forms = forms

    def __missing__(self, code: int) -> str:
        half = unicodedata.normalize("NFKC", chr(code))
        self[code] = self.forms.get(half, half if len(half) == 1 else chr(code))
        return self[code]

    def show(self, lines: str) -> str:
        """Return lines as the segmenter sees them, one character for each and for each figure."""
        shown = _FIGURE.sub("0", lines).translate(self)
        return _STOP.sub("。", _QUOTED.sub(r"“\1”", shown))


def locate_pieces(lines: str) -> list[int]:
    """Return where in `lines` the characters begin that `Shown.show` makes of it, and its end."""
    places: list[int] = []
    end = 0
    for figure in _FIGURE.finditer(lines):
        places += range(end, figure.start() + 1)
        end = figure.end()
    return [*places, *range(end, len(lines) + 1)]


class SentenceTokenizer(ChineseTokenizer):
    """spaCy's Chinese tokenizer, on the second line of a text of several lines."""

    _shown = Shown({})
    _pkuseg: Any
    _saved: Mapping[str, bytes]
    _bulk: BulkSegmenter | None

    def __call__(self, text: str) -> Doc:
        """Return the doc of a sentence, alone or on the second line with its context.

        The doc has the characters of the text, and U+FFFD where that has half of one.
        """
        words: list[str]
        text = _HALVES.sub("\ufffd", text)
        if self.segmenter == Segmenter.char:
            words = list(text)
        else:
            section, sentence, *neighbours = text.split("\n") if "\n" in text else ("", text)
            words = [*section, *self.cut(sentence), *"".join(neighbours)]
        words, spaces = _add_spaces(words, text)
        return Doc(self.vocab, words=words, spaces=spaces)

    @property
    def shown(self) -> Shown:
        """What the segmenter is shown, with the simplified forms that the vocab has now."""
        forms = simplified_forms(self.vocab)
        if self._shown.forms is not forms:
            self._shown = Shown(forms)
        return self._shown

    def cut(self, sentence: str) -> list[str]:
        """Return the words of a sentence as they stand in it, without blanks around them."""
        shown = self.shown.show(sentence)
        places = range(len(shown) + 1) if len(shown) == len(sentence) else locate_pieces(sentence)
        words = []
        end = 0
        for word in self._segment(shown):
            start = shown.index(word, end)
            end = start + len(word)
            words.append(sentence[places[start] : places[end]])
        return words

    @property
    def pkuseg_seg(self) -> Any:
        """The `spacy_pkuseg.pkuseg`; one that was saved is made when it is first asked for."""
        if self._saved:
            self._pkuseg, self._saved = _load_pkuseg(self._saved, self._bulk), {}
        return self._pkuseg

    @pkuseg_seg.setter
    def pkuseg_seg(self, pkuseg: Any) -> None:
        self._pkuseg, self._saved, self._bulk = pkuseg, {}, None

    @property
    def bulk(self) -> BulkSegmenter | None:
        """What cuts many sentences at once, where it was built or saved."""
        return self._bulk

    def build_bulk(self) -> None:
        """Build `bulk`, where it is not there and the segmenter is one that it can stand for."""
        if self._bulk is None and self.segmenter == Segmenter.pkuseg and self.pkuseg_seg:
            from spacy_pkuseg.config import config

            if can_segment(self.pkuseg_seg, config):
                self._bulk = BulkSegmenter(self.pkuseg_seg, config)

    def pkuseg_update_user_dict(self, words: list[str], reset: bool = False) -> None:
        """Add words to the segmenter's dictionary."""
        super().pkuseg_update_user_dict(words, reset)
        self.pkuseg_seg = self.pkuseg_seg  # the tables of the former dictionary go

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the tokenizer to a folder: as spaCy's, and the tables of `bulk`."""
        folder = Path(path)
        self.build_bulk()
        super().to_disk(folder)  # type: ignore[no-untyped-call]
        if self._bulk:
            srsly.write_msgpack(folder / _TABLES, self._bulk.to_arrays())
            # The lists of words to join are among the tables.
            words, do_process, *_ = srsly.read_msgpack(folder / _PROCESSORS)
            srsly.write_msgpack(folder / _PROCESSORS, [words, do_process, [], []])

    def from_disk(self, path: str | Path, **_: Any) -> "SentenceTokenizer":
        """Read the tokenizer from a folder.

        pkuseg takes a third of a second to load, and where there are tables it is only asked for
        docs, so its files are kept as they are until then.
        """
        folder = Path(path)
        self._set_config(srsly.read_json(folder / "cfg"))
        self.pkuseg_seg = None
        if self.segmenter == Segmenter.pkuseg and (folder / "pkuseg_model").is_dir():
            if (folder / _TABLES).is_file():
                self._bulk = BulkSegmenter.from_arrays(srsly.read_msgpack(folder / _TABLES))
            self._saved = {name: (folder / name).read_bytes() for name in (*_MODEL, _PROCESSORS)}
        return self

    def _segment(self, shown: str) -> Iterable[str]:
        if self.segmenter == Segmenter.pkuseg and self.pkuseg_seg is not None:
            words: list[str] = self.pkuseg_seg.cut(shown)
            return words
        return (token.text for token in super().__call__(shown) if not token.is_space)


def _load_pkuseg(files: Mapping[str, bytes], bulk: BulkSegmenter | None) -> Any:
    """Return the pkuseg that files hold.

    As spaCy, which has it read its own list of 390,000 words first and then replaces that.
    """
    with TemporaryDirectory() as folder:
        for name in _MODEL:
            (Path(folder) / Path(name).name).write_bytes(files[name])
        pkuseg: Any = try_pkuseg_import(pkuseg_model=folder, pkuseg_user_dict=None)
    from spacy_pkuseg import Preprocesser  # is there, or the line above has said so

    words, do_process, common, other = srsly.msgpack_loads(files[_PROCESSORS])
    pkuseg.preprocesser = Preprocesser(words)
    process = pkuseg.postprocesser
    process.do_process = do_process
    process.common_words = bulk.merger.common if bulk else set(common)
    process.other_words = bulk.merger.other if bulk else set(other)
    return pkuseg


def _add_spaces(words: Iterable[str], text: str) -> tuple[list[str], list[bool]]:
    """Return the tokens of a text and whether a space follows each.

    As spaCy's `get_words_and_spaces`, which copies the rest of the text for every word.
    """
    tokens: list[str] = []
    spaces: list[bool] = []
    end = 0
    for word in words:
        if word.isspace():
            continue
        start = text.index(word, end)
        if start > end:
            tokens.append(text[end:start])
            spaces.append(False)
        end = start + len(word)
        tokens.append(word)
        space = text.startswith(" ", end)
        spaces.append(space)
        end += space
    if end < len(text):
        tokens.append(text[end:])
        spaces.append(False)
    return tokens, spaces


@registry.tokenizers("policy_themes.SentenceTokenizer.v1")  # type: ignore[untyped-decorator]
def make_sentence_tokenizer(segmenter: Segmenter) -> Callable[[Language], SentenceTokenizer]:
    """Make the tokenizer from the config.

    Args:
        segmenter: `char`, `jieba` or `pkuseg`, as in spaCy's Chinese tokenizer.
    """

    def make(nlp: Language) -> SentenceTokenizer:
        return SentenceTokenizer(nlp.vocab, segmenter=segmenter)

    return make
