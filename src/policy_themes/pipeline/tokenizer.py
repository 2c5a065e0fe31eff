"""A Chinese tokenizer that cuts a sentence into words and its context into characters.

The headings and the neighbours of a sentence are read by characters alone (`NgramLinear`), and
the word segmenter is the cost of a pipeline, so they are spared it. The segmenter is shown the
sentence in half-width and simplified characters and with figures as 0, so that it cuts a sentence
at the same places however it is typed. The module imports spaCy alone, so that a wheel carries it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import srsly
from spacy.lang.zh import ChineseTokenizer, Segmenter, try_pkuseg_import
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from policy_themes.pipeline.text import simplified_forms

_FIGURE = re.compile(r"\d+(?:[.,\uff0c\uff0e]\d+)*")
_STOP = re.compile(r"\.(?<=[\u4e00-\u9fff%)》”]\.)(?=[\u4e00-\u9fff《“])|(?<![.a-zA-Z])\.(?=\n|\Z)")
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

    def __call__(self, text: str) -> Doc:
        """Return the doc of a sentence, alone or on the second line with its context."""
        words: list[str]
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

    def pkuseg_update_user_dict(self, words: list[str], reset: bool = False) -> None:
        """Add words to the segmenter's dictionary, which thereby becomes another object."""
        super().pkuseg_update_user_dict(words, reset)
        self.pkuseg_seg = copy(self.pkuseg_seg)

    def from_disk(self, path: str | Path, **_: Any) -> "SentenceTokenizer":
        """Read the tokenizer from a folder.

        As spaCy's, which has pkuseg read its own list of 390,000 words first and then replaces it
        by the one in the folder.
        """
        folder = Path(path)
        self._set_config(srsly.read_json(folder / "cfg"))
        model = folder / "pkuseg_model"
        if self.segmenter == Segmenter.pkuseg and model.is_dir():
            pkuseg: Any = try_pkuseg_import(pkuseg_model=str(model), pkuseg_user_dict=None)
            from spacy_pkuseg import Preprocesser  # is there, or the line above has said so

            words, do_process, common, other = srsly.read_msgpack(folder / "pkuseg_processors")
            pkuseg.preprocesser = Preprocesser(words)
            process = pkuseg.postprocesser
            process.do_process = do_process
            process.common_words, process.other_words = set(common), set(other)
            self.pkuseg_seg = pkuseg
        return self

    def _segment(self, shown: str) -> Iterable[str]:
        if self.segmenter == Segmenter.pkuseg and self.pkuseg_seg is not None:
            return self.pkuseg_seg.cut(shown)
        return (token.text for token in super().__call__(shown) if not token.is_space)


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
