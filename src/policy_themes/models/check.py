"""What a corpus that is worth learning from must hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from policy_themes.annotations.agreement import measure_agreement
from policy_themes.annotations.rounds import Answers
from policy_themes.corpus.duplicates import NEAR, NearDuplicate, find_near_duplicates
from policy_themes.corpus.places import find_real_places, mask_places
from policy_themes.models.compare import System, evaluate_all, label_out_of_fold
from policy_themes.records import Sentence
from policy_themes.training.noise import find_label_issues

_MOST_DUPLICATES = 0.01
_LEAST_ALPHA = 0.8
_LEAST_REVIEW = 3
_MOST_UNREAD = 0.005
_MOST_SHORTCUT = 0.01
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the corpus.

    Attributes:
        name: What was looked at.
        found: What was found, with the bound.
        passed: Whether it holds.
        examples: Where it does not, or nearly not.
    """

    name: str
    found: str
    passed: bool
    examples: tuple[str, ...] = ()


def check_duplicates(sentences: Sequence[Sentence], splits: Mapping[str, str]) -> list[Check]:
    """Check that few sentences are near-duplicates, and no test sentence is near another split's.

    Args:
        sentences: All sentences that can have a theme.
        splits: Split of each report.
    """
    pairs = find_near_duplicates([sentence.text for sentence in sentences])
    repeated = len({pair.second for pair in pairs})
    sides = [{splits[sentences[place].report] for place in pair[:2]} for pair in pairs]
    leaks = [p for p, own in zip(pairs, sides, strict=True) if "test" in own and len(own) > 1]

    def show(pair: NearDuplicate) -> str:
        one, other = sentences[pair.first], sentences[pair.second]
        return f"{one.id} and {other.id} ({pair.similarity:.2f}): {one.text} | {other.text}"

    return [
        Check(
            "near-duplicates",
            f"{repeated} of {len(sentences)} sentences ({repeated / len(sentences):.2%}) repeat "
            f"another at {NEAR} or more, at most {_MOST_DUPLICATES:.0%}",
            repeated <= _MOST_DUPLICATES * len(sentences),
            tuple(show(pair) for pair in pairs[:_EXAMPLES]),
        ),
        Check(
            "test apart",
            f"{len(leaks)} test sentences near one of train or dev, at most 0",
            not leaks,
            tuple(show(pair) for pair in leaks),
        ),
    ]


def check_places(
    texts: Mapping[str, str], places: Mapping[str, str], counties: Sequence[str]
) -> Check:
    """Check that no real county is named; see `find_real_places`."""
    found = find_real_places(texts, places, counties)
    return Check(
        "places",
        f"{len(found)} real ones named, of a list of {len(counties)}; at most 0",
        not found,
        tuple(f"{report}: {county}" for report, county in found),
    )


def check_reviews(reviews: Mapping[str, tuple[str, int]], writers: Mapping[str, str]) -> Check:
    """Check that another than its writer read every report and found it like an office's.

    Args:
        reviews: Reviewer and score, 1 to 5, of each report.
        writers: Writer of each report.
    """
    missing = sorted(set(writers) - set(reviews))
    own = [report for report, writer in writers.items() if reviews.get(report, ("",))[0] == writer]
    low = [r for r in writers if r in reviews and reviews[r][1] < _LEAST_REVIEW]
    scores = [reviews[report][1] for report in writers if report in reviews]
    mean = sum(scores) / len(scores) if scores else 0.0
    return Check(
        "reviews",
        f"{len(scores)} of {len(writers)} reports read by another, mean score {mean:.2f} of 5, "
        f"least {min(scores, default=0)} (at least {_LEAST_REVIEW})",
        not (missing or own or low),
        tuple([*missing, *own, *low][:_EXAMPLES]),
    )


def check_agreement(rounds: Mapping[str, Mapping[str, Answers]], themes: Sequence[str]) -> Check:
    """Check that the annotators of each round agree on every theme.

    Args:
        rounds: Answers by annotator, by round.
        themes: The themes in order.
    """
    lowest = {
        name: min(measure_agreement(answers, themes)[:-1], key=lambda figure: figure.alpha)
        for name, answers in rounds.items()
    }
    told = ", ".join(f"{name} {f.alpha:.3f} ({f.name})" for name, f in lowest.items())
    return Check(
        "agreement",
        f"lowest alpha of a theme: {told}; at least {_LEAST_ALPHA}",
        all(figure.alpha >= _LEAST_ALPHA for figure in lowest.values()),
    )


def check_labels(
    system: System,
    gold: Sequence[Sentence],
    read_again: set[str],
    held_out: set[str],
    places: Sequence[str],
    themes: Sequence[str],
    folds: int,
    *,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[list[Check], list[Sentence]]:
    """Check out of fold that doubtful labels were read again, and that names are no shortcut.

    Args:
        system: What is trained on the other folds.
        gold: Gold sentences that can have a theme.
        read_again: Ids of the sentences that somebody decided a second time.
        held_out: Reports whose labels must not follow a model: those of the test split.
        places: Places of all reports, which are masked.
        themes: The themes in order.
        folds: Parts of the reports.
        report: Called with a line on each fold.

    Returns:
        The checks, and the doubtful sentences that nobody has read again, as they were labelled
        out of fold.
    """

    def masked(train: Sequence[Sentence], test: Sequence[Sentence]) -> list[Sentence]:
        return system(mask_places(train, places), mask_places(test, places))

    labelled = label_out_of_fold({"plain": system, "masked": masked}, gold, folds, report=report)
    scored = {sentence.id: sentence for sentence in labelled["plain"]}
    issues = [
        sentence
        for sentence in find_label_issues(gold, labelled["plain"], themes)
        if sentence.report not in held_out
    ]
    unread = [sentence for sentence in issues if sentence.id not in read_again]
    figures = evaluate_all(gold, labelled, themes)
    plain, without = figures["plain"].micro.f1, figures["masked"].micro.f1
    checks = [
        Check(
            "label issues",
            f"{len(issues)} found in train and dev, {len(unread)} of them not read again "
            f"(at most {_MOST_UNREAD:.1%} of sentences)",
            len(unread) <= _MOST_UNREAD * len(gold),
            tuple(f"{s.id}: {'、'.join(s.themes) or '无'} | {s.text}" for s in unread[:_EXAMPLES]),
        ),
        Check(
            "shortcuts",
            f"micro F1 out of fold {plain:.4f}, {without:.4f} without names, years and figures; "
            f"at most {_MOST_SHORTCUT:.0%} apart",
            abs(plain - without) < _MOST_SHORTCUT,
        ),
    ]
    return checks, [scored[sentence.id] for sentence in unread]
