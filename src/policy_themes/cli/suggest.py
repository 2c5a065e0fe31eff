"""What suggests themes to annotators, and orders sentences by doubt: a model, or the lexicon."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from policy_themes.cli import defaults
from policy_themes.errors import NoInstalledModelError

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.steps import Tell
    from policy_themes.annotations.themes import Theme
    from policy_themes.records import Sentence


def has_model(model: str | None) -> bool:
    """Return whether the user named a model, or the project or the machine has one."""
    try:
        defaults.find_model(model)
    except NoInstalledModelError:
        return False
    return True


def label_by_lexicon(
    sentences: "Sequence[Sentence]", themes: "Sequence[Theme]"
) -> "list[Sentence]":
    """Return sentences with the themes that most of their terms in the lexicon point to."""
    from policy_themes.annotations.lexicon import read_lexicon
    from policy_themes.training.baselines import predict_by_lexicon

    labels = [theme.label for theme in themes]
    terms = read_lexicon(defaults.LEXICON, labels)
    found = predict_by_lexicon(sentences, labels, terms)
    return [
        sentence.labelled(own, {}, review=False)
        for sentence, own in zip(sentences, found, strict=True)
    ]


def label_by_model(
    model: str | None, sentences: "Sequence[Sentence]", wanted: Collection[str], tell: "Tell"
) -> "tuple[list[Sentence], Mapping[str, float]]":
    """Return the wanted sentences with themes and scores, and the thresholds of the themes.

    Args:
        model: The model that the user named.
        sentences: All sentences, those of a report together: it is read as a whole.
        wanted: Ids of the sentences to return.
        tell: Told how far it is.
    """
    from policy_themes.models.load import THEMES, load_pipeline
    from policy_themes.models.predict import label_sentences

    tell("model", 0, None)
    nlp = load_pipeline(defaults.find_model(model))
    reports = {sentence.report for sentence in sentences if sentence.id in wanted}
    read = [sentence for sentence in sentences if sentence.report in reports]
    labelled: list[Sentence] = []
    for done, sentence in enumerate(label_sentences(nlp, read), start=1):
        tell("model", done, len(read))
        if sentence.id in wanted:
            labelled.append(sentence)
    return labelled, getattr(nlp.get_pipe(THEMES), "thresholds", {})
