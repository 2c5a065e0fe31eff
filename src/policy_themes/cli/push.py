"""`policy-themes push`: bring sentences into Doccano, to each annotator his own."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.order import order_sentences
from policy_themes.annotations.rounds import Answers, find_disputes, read_round
from policy_themes.annotations.themes import Theme, read_themes
from policy_themes.cli import defaults
from policy_themes.cli.suggest import has_model, label_by_lexicon, label_by_model
from policy_themes.cli.talk import say, show_steps
from policy_themes.errors import MissingPathError
from policy_themes.jsonl import read_jsonl
from policy_themes.records import THEMELESS_KINDS, Sentence, parse_sentence

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.push import Pushed
    from policy_themes.annotations.doccano.steps import Tell

EXAMPLE = (
    "Example: policy-themes push r7 --annotators li,wang --overlap 0.2 --sample 500 "
    "--order uncertain"
)


class Order(StrEnum):
    """Which sentences come first."""

    report = "report"
    random = "random"
    uncertain = "uncertain"
    diverse = "diverse"


class Suggest(StrEnum):
    """What suggests themes to the annotators."""

    model = "model"
    lexicon = "lexicon"
    none = "none"


def push(
    round_name: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r7.")],
    annotators: Annotated[
        str | None,
        typer.Option(metavar="NAME,NAME", help="Who annotates.  [default: whom the round has]"),
    ] = None,
    overlap: Annotated[
        float, typer.Option(min=0, max=1, help="Share of sentences that all annotators get.")
    ] = 0.2,
    sample: Annotated[
        int | None,
        typer.Option(
            min=1, help="Sentences of the round, those already in it included.  [default: all]"
        ),
    ] = None,
    order: Annotated[Order, typer.Option(help="Which sentences come first.")] = Order.report,
    suggest: Annotated[
        Suggest | None,
        typer.Option(help="What suggests themes.  [default: model if there is one, else lexicon]"),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="A trained pipeline: its folder, or an installed package.")
    ] = None,
    disputes: Annotated[
        str | None,
        typer.Option(
            metavar="ROUND", help="Push what the annotators of this round answered differently."
        ),
    ] = None,
    sentences: Annotated[
        Path, typer.Option(help="The sentences; those in the gold are left out.")
    ] = defaults.SENTENCES,
    url: Annotated[
        str | None, typer.Option(help="Address of a server that policy-themes did not start.")
    ] = None,
    home: Annotated[Path, typer.Option(help="Folder of our own server.")] = defaults.DOCCANO,
) -> None:
    """Make or update a project for each annotator of a round, and add the sentences it lacks.

    The same command again adds nothing, and completes a push that was interrupted. Themes,
    colours, hotkeys and guideline come from annotations/. Annotators see the suggestions, which
    are no answers until they confirm them.
    """
    names = _parse_names(round_name, annotators)
    source = _choose_source(suggest, order, model, disputes)
    themes = read_themes(defaults.THEMES)
    guideline = _read_guideline()
    answers = read_round(defaults.ROUNDS, disputes) if disputes else None
    rows = read_jsonl(sentences, required=["report", "index", "text"])
    corpus = [parse_sentence(row) for row in rows]

    from policy_themes.annotations.doccano.context import make_examples
    from policy_themes.annotations.doccano.push import push_round, read_placed
    from policy_themes.annotations.doccano.routing import find_news, plan_round
    from policy_themes.annotations.doccano.secrets import accounts_path, add_account
    from policy_themes.annotations.doccano.server import is_ours
    from policy_themes.cli.doccano import open_connection

    connection = open_connection(home, url)
    elsewhere = "" if is_ours(home, connection.url) else connection.url
    connection.check_worker()
    with show_steps() as tell:
        placed = read_placed(connection, round_name, themes, tell)
        names = names or list(placed.projects)
        if not names:
            raise typer.BadParameter(f"Round {round_name} is new. Name its --annotators.")
        there = {key for ids in placed.sentences.values() for key in ids}
        wanted = _choose_sentences(corpus, answers) | there
        ordered = _order(corpus, wanted, order, model, themes, tell)
        ids = [sentence.id for sentence in ordered]
        plan = plan_round(ids, placed.sentences, names, overlap=overlap, sample=sample)
        news = find_news(plan, placed.sentences)
        labelled = _suggest(corpus, ordered, news, source, model, themes, tell)
        pushed = push_round(
            connection,
            round_name,
            placed,
            plan,
            make_examples(labelled, corpus, suggested=source is not Suggest.none, answers=answers),
            themes=themes,
            guideline=guideline,
            make_password=lambda name: add_account(home, name, elsewhere),
            tell=tell,
        )
    _say_pushed(pushed, source)
    if any(own.is_new_user for own in pushed):
        say(f"Passwords of the new accounts: {accounts_path(home, elsewhere)}")


def _parse_names(round_name: str, annotators: str | None) -> list[str]:
    from policy_themes.annotations.doccano.projects import is_annotator_name, is_round_name

    if not is_round_name(round_name):
        raise typer.BadParameter(f"'{round_name}' is no round's name: letters, digits, _.")
    names = list(dict.fromkeys(name.strip() for name in (annotators or "").split(",")))
    names = [name for name in names if name]
    if wrong := [name for name in names if not is_annotator_name(name)]:
        raise typer.BadParameter(f"'{wrong[0]}' is no annotator's name: letters, digits, . _ -.")
    return names


def _choose_source(
    suggest: Suggest | None, order: Order, model: str | None, disputes: str | None
) -> Suggest:
    """Return what suggests; raise a usage error where a model is needed and there is none."""
    if disputes:
        if suggest not in (None, Suggest.none):
            raise typer.BadParameter("With --disputes nothing is suggested.")
        return Suggest.none
    there_is_one = has_model(model)
    if not there_is_one and (order is Order.uncertain or suggest is Suggest.model):
        asked = "--order uncertain" if order is Order.uncertain else "--suggest model"
        raise typer.BadParameter(
            f"{asked} needs a model. Train one with policy-themes train, or name one: --model."
        )
    return suggest or (Suggest.model if there_is_one else Suggest.lexicon)


def _read_guideline() -> str:
    if not defaults.GUIDELINE.is_file():
        raise MissingPathError(defaults.GUIDELINE)
    return defaults.GUIDELINE.read_text(encoding="utf-8").strip()  # as Doccano does


def _choose_sentences(
    corpus: Sequence[Sentence], answers: Mapping[str, Answers] | None
) -> set[str]:
    if answers is not None:
        return set(find_disputes(answers))
    gold = read_jsonl(defaults.GOLD) if defaults.GOLD.is_file() else []
    decided = {f"{row['report']}:{row['index']}" for row in gold}
    return {s.id for s in corpus if s.kind not in THEMELESS_KINDS and s.id not in decided}


def _order(
    corpus: Sequence[Sentence],
    wanted: Collection[str],
    order: Order,
    model: str | None,
    themes: Sequence[Theme],
    tell: "Tell",
) -> list[Sentence]:
    """Return the wanted sentences in order; labelled first, where the order is one of doubt."""
    sentences = [sentence for sentence in corpus if sentence.id in wanted]
    thresholds: Mapping[str, float] = {}
    if order in (Order.uncertain, Order.diverse) and sentences:
        if has_model(model):
            sentences, thresholds = label_by_model(model, corpus, wanted, tell)
        else:
            sentences = label_by_lexicon(sentences, themes)
    return order_sentences(sentences, order, thresholds=thresholds)


def _suggest(
    corpus: Sequence[Sentence],
    ordered: Sequence[Sentence],
    wanted: Collection[str],
    source: Suggest,
    model: str | None,
    themes: Sequence[Theme],
    tell: "Tell",
) -> list[Sentence]:
    """Return the wanted sentences with the themes to suggest."""
    sentences = [sentence for sentence in ordered if sentence.id in wanted]
    is_labelled = any(sentence.scores for sentence in sentences)
    if source is Suggest.model and sentences and not is_labelled:
        return label_by_model(model, corpus, wanted, tell)[0]
    return label_by_lexicon(sentences, themes) if source is Suggest.lexicon else sentences


def _say_pushed(pushed: "Sequence[Pushed]", source: Suggest) -> None:
    added = any(own.added for own in pushed)
    if added and source is not Suggest.none:
        say(f"Themes suggested by the {source}")
    for own in pushed:
        name = f"{own.project} ({own.annotator})"
        say(f"{name}: {own.added} sentences added, {own.total} in all")
