"""The card of a packaged pipeline: what it is, its figures, its limits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import srsly

from policy_themes.models.about import About

_CARD = """# zh_policy_themes_{size} {version}

A spaCy pipeline that labels a sentence of a Chinese work report with its themes:
{themes} (none, one or several). Made with policy-themes.

```python
import spacy

nlp = spacy.load("zh_policy_themes_{size}")
doc = nlp("全镇新建标准化厂房两栋,引进食品加工企业一家。")
print(doc._.themes, doc.cats, doc._.theme_review)
```

Context helps: give a line each for the headings joined by ` / `, the sentence, the sentence before
and the one after (`nlp("二、项目建设\\n全年办班6期。\\n\\n")`) and, for a heading, the sentences
that it stands above. `doc._.theme_review` is true where a person should look.

In a pipeline of your own, behind any tokenizer and sentence splitter, it labels every sentence of
a doc, a whole report or a part of one:

```python
nlp = spacy.blank("zh")
nlp.add_pipe("policy_sentences")  # or a splitter of yours
nlp.add_pipe("policy_themes", source=spacy.load("zh_policy_themes_{size}"))
doc = nlp("一、产业发展\\n全镇新建标准化厂房两栋。引进食品加工企业一家。")
for sent in doc.sents:
    print(sent._.themes, sent._.theme_scores, sent._.theme_review)
spacy.displacy.render(doc, style="span", options={{"spans_key": "themes"}})
```

## Figures

On the dev reports of its run, which no weight was fitted on.

{figures}

{told}"""
_HEADINGS = {
    "intended_use": "Intended use",
    "out_of_scope": "Out of scope",
    "training_data": "Training data",
    "limits": "Limits",
    "ethics": "Ethical considerations",
    "licence": "Licence",
    "author": "Author",
    "contact": "Contact",
}
"""The sections of the card that its makers write, after Mitchell et al. (2019), Model Cards."""
_UNTOLD = """Its makers have told nothing of its data, its use and its limits.
"""


def write_card(
    model: Path,
    metrics: Path,
    about: About,
    *,
    size: str,
    version: str,
    requirements: Sequence[str],
) -> None:
    """Write README.md and the meta data of a pipeline that is to be packaged.

    Args:
        model: Folder of the pipeline.
        metrics: Figures of its run, as `policy-themes train` wrote them; left out if not there.
        about: What its makers say of it.
        size: The pipeline's size.
        version: Its version.
        requirements: What the package needs beside spaCy, as pip takes it.
    """
    meta = srsly.read_json(model / "meta.json")
    labels = meta.get("labels", {}).get("textcat_multilabel", [])
    figures = json.loads(metrics.read_text(encoding="utf-8")) if metrics.is_file() else None
    meta |= {
        "name": f"policy_themes_{size}",
        "version": version,
        "description": "Themes of the sentences of Chinese work reports",
        "author": about.author,
        "license": about.licence,
        "sources": list(about.sources),
        # The wheel carries its code: policy-themes itself need not be there.
        "requirements": list(requirements),
    }
    if figures:
        meta["performance"] = {**meta.get("performance", {}), "policy_themes": figures}
    srsly.write_json(model / "meta.json", meta)
    card = _CARD.format(
        size=size,
        version=version,
        themes=", ".join(labels),
        figures=format_figures(figures) + format_refit(meta.get("refit")),
        told=format_about(about),
    )
    (model / "README.md").write_text(card, encoding="utf-8")
    if metrics.is_file():
        (model / "metrics.json").write_text(metrics.read_text(encoding="utf-8"), encoding="utf-8")


def format_about(about: About) -> str:
    """Return what a model's makers say of it, a section each, or a line that says it is nothing."""
    sections = [
        f"## {heading}\n\n{text.strip()}\n"
        for key, heading in _HEADINGS.items()
        if (text := getattr(about, key)).strip()
    ]
    return "\n".join(sections) or _UNTOLD


def format_refit(learnt: dict[str, int] | None) -> str:
    """Return what a pipeline learnt from after its figures were measured; nothing for nothing."""
    if not learnt:
        return ""
    return (
        "\n\nThese are figures of the same pipeline without the reports that it was measured on. "
        f"The one in this package then learnt from all {learnt['reports']:,} reports, "
        f"{learnt['sentences']:,} sentences."
    )


def format_figures(figures: dict[str, Any] | None) -> str:
    """Return an evaluation as a Markdown table, or a line that says there is none."""
    if not figures:
        return "No figures: the run's metrics.json was not there."
    lines = ["| theme | precision | recall | F1 | sentences |", "|---|---|---|---|---|"]
    named = [
        *figures["per_theme"].items(),
        ("micro", figures["micro"]),
        ("macro", figures["macro"]),
    ]
    for name, row in named:
        lines.append(
            f"| {name} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} "
            f"| {row['support']} |"
        )
    lines.append(
        f"\nExact set of themes: {figures['exact']:.3f} of {figures['sentences']} sentences."
    )
    if groups := figures.get("groups"):
        lines += ["", "| group | | micro F1 | exact set | sentences |", "|---|---|---|---|---|"]
        lines += [
            f"| {name} | {value} | {row['micro']:.3f} | {row['exact']:.3f} | {row['sentences']} |"
            for name, own in groups.items()
            for value, row in own.items()
        ]
    return "\n".join(lines)
