"""Which annotator gets which sentences."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

_LOTS = 2**64


def is_shared(sentence_id: str, overlap: float) -> bool:
    """Return whether a sentence is for all annotators.

    The lot is drawn from the sentence's id alone, so that it falls the same way in every push,
    whatever else is pushed.

    Args:
        sentence_id: Id of the sentence.
        overlap: Share of sentences for all annotators, 0 to 1.
    """
    return _draw(sentence_id)[0] < overlap * _LOTS


def route_sentence(sentence_id: str, annotators: Sequence[str], overlap: float) -> tuple[str, ...]:
    """Return the annotators that a new sentence is for: all of them, or one; see `is_shared`."""
    names = sorted(annotators)
    if is_shared(sentence_id, overlap):
        return tuple(names)
    return (names[_draw(sentence_id)[1] % len(names)],)


def _draw(sentence_id: str) -> tuple[int, int]:
    digest = hashlib.sha256(sentence_id.encode()).digest()
    return int.from_bytes(digest[:8]), int.from_bytes(digest[8:16])


def plan_round(
    ordered: Sequence[str],
    placed: Mapping[str, Collection[str]],
    annotators: Sequence[str],
    *,
    overlap: float,
    sample: int | None = None,
) -> dict[str, list[str]]:
    """Return for each annotator the ids of the sentences that belong into his project, in order.

    A sentence that one annotator has stays his; it comes to the others too if its lot is among the
    shared ones, so that a push which was interrupted is completed, and one with a larger overlap
    widens it.

    Args:
        ordered: Ids of all sentences that may be pushed and of those that were, in order.
        placed: Ids of the sentences in each project of the round, by annotator.
        annotators: Whom to push to.
        overlap: Share of sentences for all annotators, 0 to 1.
        sample: Sentences of the round, those already in it included; None for all.
    """
    members = {sentence_id for ids in placed.values() for sentence_id in ids}
    room = len(ordered) if sample is None else max(sample - len(members), 0)
    chosen = set([sentence_id for sentence_id in ordered if sentence_id not in members][:room])
    plan: dict[str, list[str]] = {name: [] for name in annotators}
    for sentence_id in ordered:
        targets: Collection[str] = ()
        if sentence_id in chosen or (sentence_id in members and is_shared(sentence_id, overlap)):
            targets = route_sentence(sentence_id, annotators, overlap)
        for name in annotators:
            if name in targets or sentence_id in placed.get(name, ()):
                plan[name].append(sentence_id)
    return plan


def find_news(plan: Mapping[str, Sequence[str]], placed: Mapping[str, Collection[str]]) -> set[str]:
    """Return the ids of the planned sentences that some annotator's project lacks."""
    return {
        sentence_id
        for name, own in plan.items()
        for sentence_id in own
        if sentence_id not in placed.get(name, ())
    }
