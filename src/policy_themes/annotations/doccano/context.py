"""The examples of a round: each sentence with its neighbours, and what is said about it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from policy_themes.annotations.doccano.rows import make_example
from policy_themes.annotations.rounds import Answers
from policy_themes.jsonl import Row
from policy_themes.records import Sentence

NO_THEME = "无主题"
_NOT_SEEN = "没有看过"
_NUMERALS = "甲乙丙丁戊己庚辛壬癸"


def make_examples(
    wanted: Iterable[Sentence],
    sentences: Sequence[Sentence],
    *,
    suggested: bool,
    answers: Mapping[str, Answers] | None = None,
) -> dict[str, Row]:
    """Return an example for each wanted sentence, by its id, in order.

    Args:
        wanted: The sentences; labelled, if their themes are to be suggested.
        sentences: All sentences, those of a report together and in order.
        suggested: Whether to suggest the sentences' themes.
        answers: What annotators answered before, shown without their names.
    """
    before = dict(zip((s.id for s in sentences[1:]), sentences, strict=False))
    after = dict(zip((s.id for s in sentences), sentences[1:], strict=False))
    return {
        sentence.id: make_example(
            sentence,
            _within_report(sentence, before.get(sentence.id)),
            _within_report(sentence, after.get(sentence.id)),
            sentence if suggested else None,
            notes=describe_answers(sentence.id, answers) if answers else None,
        )
        for sentence in wanted
    }


def _within_report(sentence: Sentence, neighbour: Sentence | None) -> Sentence | None:
    return neighbour if neighbour and neighbour.report == sentence.report else None


def describe_answers(sentence_id: str, answers: Mapping[str, Answers]) -> dict[str, str]:
    """Return what each annotator answered on a sentence, as 答案甲, 答案乙 and so on.

    Who is 甲 changes from sentence to sentence, so that nobody learns to trust a letter.
    """
    names = sorted(
        answers, key=lambda name: hashlib.sha256(f"{sentence_id} {name}".encode()).digest()
    )
    return {
        f"答案{numeral}": _describe_answer(answers[name].get(sentence_id))
        for numeral, name in zip(_NUMERALS, names, strict=False)
    }


def _describe_answer(themes: frozenset[str] | None) -> str:
    if themes is None:
        return _NOT_SEEN
    return "、".join(sorted(themes)) or NO_THEME
