"""What an order of annotation buys: learning again after every batch of the project's own gold."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy

from policy_themes.models.simulation import Simulation, Step
from policy_themes.records import Sentence
from policy_themes.training.evaluate import evaluate
from policy_themes.training.simulate import THRESHOLD, LinearLearner


class Order(Protocol):
    """Puts sentences with scores into the order in which to annotate them."""

    def __call__(self, sentences: Sequence[Sentence], *, seed: int) -> Sequence[Sentence]:
        """Return all the sentences; `seed` is the number of the draw."""


_GROWTH = 1.25


def plan_sizes(first: int, total: int) -> list[int]:
    """Return the numbers of sentences at which to learn again, each a quarter more than the last.

    Early answers change a model most; a batch that grows with them costs little and shows all.

    Args:
        first: Sentences of the first batch, 1 or more.
        total: All sentences; the sizes stay below.
    """
    sizes: list[int] = []
    size = first
    while size < total:
        sizes.append(size)
        size = math.ceil(size * _GROWTH)
    return sizes


def simulate(
    learner: LinearLearner,
    pool: Sequence[int],
    held_out: Sequence[int],
    themes: Sequence[str],
    orders: Mapping[str, Order],
    *,
    first: int,
    draws: int,
    report: Callable[[str], None] = lambda _: None,
) -> Simulation:
    """Annotate the pool batch by batch in each order, and learn again after every batch.

    The first batch of a draw is drawn at random and is the same for every order, since there is
    no model yet that could choose. The gold plays the annotator.

    Args:
        learner: What learns.
        pool: Numbers of the learner's sentences to annotate.
        held_out: Numbers of the sentences, of other reports, that F1 is measured on.
        themes: The themes in order.
        orders: The orders by name.
        first: Sentences of the first batch.
        draws: Draws of the first batch.
        report: Called with a line on each order and draw.
    """
    steps: list[Step] = []
    for draw in range(draws):
        for name, order in orders.items():
            own = list(_learn(learner, pool, held_out, themes, name, order, first, draw))
            steps += own
            report(f"{name}, draw {draw + 1} of {draws}: {len(own)} fits")
    scores = learner.score(pool, held_out)
    full = _measure(learner, scores, held_out, themes, "all", 0, len(pool))
    return Simulation(full, sorted(steps, key=lambda step: list(orders).index(step.order)))


def _learn(
    learner: LinearLearner,
    pool: Sequence[int],
    held_out: Sequence[int],
    themes: Sequence[str],
    name: str,
    order: Order,
    first: int,
    draw: int,
) -> Iterator[Step]:
    shuffled = numpy.random.default_rng(draw).permutation(numpy.asarray(pool)).tolist()
    seen, left = shuffled[:first], sorted(shuffled[first:])
    sizes = plan_sizes(first, len(pool))
    for size, following in zip(sizes, [*sizes[1:], 0], strict=True):
        scores = learner.score(seen, [*held_out, *left])
        yield _measure(learner, scores, held_out, themes, name, draw, size)
        if not following:
            return
        place = {learner.sentences[row].id: row for row in left}
        scored = [
            _label(learner.sentences[row], themes, own)
            for row, own in zip(left, scores[len(held_out) :], strict=True)
        ]
        chosen = order(scored, seed=draw)[: following - size]
        seen = [*seen, *(place[sentence.id] for sentence in chosen)]
        left = sorted(set(left).difference(seen))


def _measure(
    learner: LinearLearner,
    scores: Any,
    held_out: Sequence[int],
    themes: Sequence[str],
    name: str,
    draw: int,
    size: int,
) -> Step:
    gold = [learner.sentences[row].themes for row in held_out]
    found = evaluate(gold, [_decide(own, themes) for own in scores[: len(gold)]], themes)
    f1 = {theme: round(figures.f1, 4) for theme, figures in found.per_theme.items()}
    return Step(name, draw, size, round(found.micro.f1, 4), round(found.macro.f1, 4), f1)


def _label(sentence: Sentence, themes: Sequence[str], scores: Any) -> Sentence:
    # Its gold themes stay behind: an order must not see them.
    named = dict(zip(themes, map(float, scores), strict=True))
    return sentence.labelled(_decide(scores, themes), named, review=False)


def _decide(scores: Any, themes: Sequence[str]) -> tuple[str, ...]:
    return tuple(t for t, score in zip(themes, scores, strict=True) if score >= THRESHOLD)
