import json

import pytest

from policy_themes.models.about import About
from policy_themes.models.card import format_figures, write_card

OURS = ("policy-themes corpus", "language models", "grassroots", "township", "MIT")


@pytest.fixture
def write(tmp_path):
    def make(about):
        meta = {"labels": {"textcat_multilabel": ["教育教学", "校园安全"]}}
        (tmp_path / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        write_card(
            tmp_path,
            tmp_path / "metrics.json",
            about,
            size="school",
            version="1.0.0",
            requirements=["x"],
        )
        card = (tmp_path / "README.md").read_text(encoding="utf-8")
        return card, json.loads((tmp_path / "meta.json").read_text(encoding="utf-8"))

    return make


def test_the_card_of_a_model_that_nobody_spoke_of_claims_nothing(write):
    card, meta = write(About())
    assert card.startswith("# zh_policy_themes_school 1.0.0\n")
    assert "教育教学, 校园安全" in card
    assert "Its makers have told nothing of its data, its use and its limits." in card
    assert [word for word in OURS if word in card or word in json.dumps(meta)] == []
    assert (meta["author"], meta["license"], meta["sources"]) == ("", "", [])


def test_figures_by_group_stand_below_those_by_theme():
    one = {"precision": 1.0, "recall": 0.5, "f1": 0.667, "support": 2}
    group = {"micro": 0.61, "macro": 0.6, "exact": 0.5, "sentences": 4}
    figures = {"per_theme": {"校园安全": one}, "micro": one, "macro": one, "exact": 0.5}
    figures |= {"sentences": 4, "groups": {"year": {"2024": group}}}
    lines = format_figures(figures).splitlines()
    assert "| 校园安全 | 1.000 | 0.500 | 0.667 | 2 |" in lines
    assert lines[-1] == "| year | 2024 | 0.610 | 0.500 | 4 |"


def test_the_card_says_what_its_makers_say_each_in_its_section(write):
    sources = ({"name": "学校总结", "license": "内部"},)
    about = About(author="县教育局", licence="内部", limits="\n认不出新词。\n", sources=sources)
    card, meta = write(about)
    assert "\n## Limits\n\n认不出新词。\n\n## Licence\n\n内部\n\n## Author\n\n县教育局\n" in card
    assert "## Training data" not in card
    assert "told nothing" not in card
    assert (meta["author"], meta["license"], meta["sources"]) == (
        "县教育局",
        "内部",
        list(sources),
    )
