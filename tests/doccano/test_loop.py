"""The whole loop on a real Doccano: up, push, annotate, status, pull, agree, adjudicate, train."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy_themes.annotations.agreement import SETS
from policy_themes.annotations.doccano.rows import suggested_themes
from policy_themes.annotations.order import measure_certainty
from policy_themes.jsonl import read_jsonl
from policy_themes.models.load import THEMES, load_pipeline
from policy_themes.models.predict import label_sentences
from policy_themes.records import parse_sentence

# What they answer otherwise than the truth: four disputes.
LI = {"baitu-2024:2": ()}
WANG = {
    "liuping-2021:1": (),
    "muqiao-2022:4": ("民生", "生态"),
    "yangwan-2024:3": ("民生",),
}
NOT_SEEN = {
    "li": {"muqiao-2022:6", "zhulin-2024:5", "zhulin-2024:6", "zhulin-2024:7"},
    "wang": {"qingshi-2023:5", "zhulin-2024:6"},
}
DECIDED = {
    "liuping-2021:1": ("党建",),
    "muqiao-2022:4": ("生态",),
    "yangwan-2024:3": ("巩固脱贫", "民生"),
}
UNDECIDED = "baitu-2024:2"
IN_NO_GOLD = {UNDECIDED, "muqiao-2022:6", "qingshi-2023:5", "zhulin-2024:6", "zhulin-2024:7"}
# Of 25 sentences that both answered, 50 answers: how many hold the theme, how many differ.
AGREED_ON = {
    "党建": (9, 1),
    "巩固脱贫": (9, 1),
    "产业": (4, 0),
    "民生": (8, 2),
    "安全": (7, 1),
    "生态": (4, 0),
}


class Desk:
    """The small project without its gold, and the commands of its owner."""

    def __init__(self, workspace, cli, server, log_in):
        self.truth = {sentence.id: sentence.themes for sentence in workspace.sentences()}
        workspace.gold.unlink()
        guideline = workspace.root / "annotations" / "guideline.zh.md"
        guideline.write_text("# 标注规范\n拿不准时看小节。\n", encoding="utf-8")
        self.cli, self.server, self.log_in = cli, server, log_in
        self.home = ("--home", server.folder)

    def run(self, *command):
        said = self.cli(*command)
        assert said.code == 0, said.err
        return said

    def rows(self, file):
        return read_jsonl(Path("annotations/rounds") / f"{file}.jsonl")

    def status(self):
        said = self.run("status", "r1", *self.home, "--json")
        return {own["annotator"]: own for own in json.loads(said.out)}


@pytest.fixture
def desk(workspace, cli, server, log_in, monkeypatch):
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"POLICY_THEMES_DOCCANO_{name}", raising=False)
    return Desk(workspace, cli, server, log_in)


def test_from_an_empty_server_to_a_model_that_chooses_what_comes_next(desk):
    said = desk.run("doccano", "up", *desk.home)
    assert said.out == f"{desk.server.url}\n"
    push_to_two(desk)
    li, wang = desk.log_in("r1", "li"), desk.log_in("r1", "wang")
    began = now()
    annotate(desk, li, wang)
    check_first_pull(desk)
    check_second_thought(desk, li)
    check_rows(desk, began)
    check_agreement(desk)
    zhao = push_disputes(desk)
    decide(desk, zhao)
    check_gold(desk)
    train(desk)
    check_next_round(desk)


def now():
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def push_to_two(desk):
    command = ("push", "r1", "--annotators", "li,wang", "--overlap", "0.6", *desk.home)
    said = desk.run(*command)
    # 46 sentences, of which 27 are for both; the credit is for nobody.
    assert said.error_lines[:3] == [
        "Themes suggested by the lexicon",
        "r1-li (li): 41 sentences added, 41 in all",
        "r1-wang (wang): 32 sentences added, 32 in all",
    ]
    assert desk.run(*command).error_lines == [
        "r1-li (li): 0 sentences added, 41 in all",
        "r1-wang (wang): 0 sentences added, 32 in all",
    ]


def annotate(desk, li, wang):
    """Let both correct what the lexicon suggests, and confirm all but what they do not see."""
    assert len(li.examples) == 41
    assert len(wang.examples) == 32
    assert len(li.examples.keys() | wang.examples.keys()) == 46
    for annotator, name, others in ((li, "li", LI), (wang, "wang", WANG)):
        check_suggestions(annotator)
        for sentence in annotator.examples:
            if sentence not in NOT_SEEN[name]:
                annotator.answer(sentence, *others.get(sentence, desk.truth[sentence]))
    wang.label("zhulin-2024:6", "党建")  # and does not confirm it
    li.answer("huakou-2023:4", "生态")  # a slip


def check_suggestions(annotator):
    """Each annotator sees as labels what the lexicon's terms in the sentence point to."""
    names = {number: theme for theme, number in annotator.labels.items()}
    for sentence, suggested in {
        "liuping-2021:3": {"巩固脱贫"},  # 脱贫户
        "huakou-2023:4": {"产业"},  # 大棚
        "huakou-2023:3": set(),  # 卫生院 is in no lexicon
    }.items():
        labels = annotator.connection.get(annotator.path(sentence, "/categories"))
        assert {names[label["label"]] for label in labels} == suggested
        example = annotator.connection.get(annotator.path(sentence))
        assert set(suggested_themes(example)) == suggested
        assert not example["is_confirmed"]


def check_first_pull(desk):
    assert figures(desk.status()) == {
        "li": (37, 4, 30, 7, [7, 6, 5, 4, 5, 5], 37, 0),
        "wang": (30, 2, 25, 5, [5, 4, 4, 7, 4, 2], 30, 0),
    }
    assert not list(Path("annotations/rounds").iterdir())
    said = desk.run("pull", "r1", *desk.home)
    assert said.error_lines == [
        "annotations/rounds/r1-li.jsonl: 37 new, 0 changed; 37 answers, 4 sentences left",
        "annotations/rounds/r1-wang.jsonl: 30 new, 0 changed; 30 answers, 2 sentences left",
    ]


def figures(status):
    keys = ("done", "left", "labelled", "none")
    return {
        name: (
            *(own[key] for key in keys),
            list(own["themes"].values()),
            own["new"],
            own["changed"],
        )
        for name, own in status.items()
    }


def check_second_thought(desk, li):
    """An answer changed after a pull is a row more, and stands."""
    li.toggle("huakou-2023:4")
    li.answer("huakou-2023:4", "产业")
    assert figures(desk.status()) == {
        "li": (37, 4, 30, 7, [7, 6, 6, 4, 5, 4], 0, 1),
        "wang": (30, 2, 25, 5, [5, 4, 4, 7, 4, 2], 0, 0),
    }
    said = desk.run("pull", "r1", *desk.home)
    assert said.error_lines == [
        "annotations/rounds/r1-li.jsonl: 0 new, 1 changed; 37 answers, 4 sentences left",
        "annotations/rounds/r1-wang.jsonl: 0 new, 0 changed; 30 answers, 2 sentences left",
    ]


def check_rows(desk, began):
    sentences = {parse_sentence(row).id: row for row in read_jsonl(Path("corpus/sentences.jsonl"))}
    assert [row["themes"] for row in desk.rows("r1-li") if row_id(row) == "huakou-2023:4"] == [
        ["生态"],
        ["产业"],
    ]
    for name, others in (("li", LI), ("wang", WANG)):
        rows = desk.rows(f"r1-{name}")
        assert sorted(row["time"] for row in rows) == [row["time"] for row in rows]
        standing = {row_id(row): row for row in rows}
        assert not NOT_SEEN[name] & standing.keys()
        for sentence, row in standing.items():
            themes = others.get(sentence, desk.truth[sentence])
            assert row["text"] == sentences[sentence]["text"]
            assert (row["state"], row["themes"]) == ("labelled" if themes else "none", [*themes])
            assert began <= row["time"] <= now()


def row_id(row):
    return f"{row['report']}:{row['index']}"


def check_agreement(desk):
    said = desk.run("agree", "r1", "--output", "agreement.json", "--html", "agreement.html")
    assert "r1: li, wang" in said.out
    found = json.loads(Path("agreement.json").read_text(encoding="utf-8"))
    by_name = {row["name"]: row for row in found["agreement"]}
    for theme, (ones, differ) in AGREED_ON.items():
        share = ones / 50
        chance = 2 * share * (1 - share)
        same = 1 - differ / 25
        check_figure(
            by_name.pop(theme),
            positive=share,
            percent=same,
            alpha=1 - 49 * differ / (ones * (50 - ones)),
            ac=(same - chance) / (1 - chance),
        )
    # Distances: 1 three times, 2/3 for {生态} and {民生, 生态}. Of the 50 answers 10 are no theme,
    # 9, 9, 4, 7, 7 and 3 one theme, 1 is two, which lies 2/3 from 民生 (7) and from 生态 (3).
    squares = 10**2 + 9**2 + 9**2 + 4**2 + 7**2 + 7**2 + 3**2 + 1
    chance = (8 + 4 / 3) / (8 * 7) * (1 - squares / 50**2)
    check_figure(
        by_name.pop(SETS),
        positive=40 / 50,
        percent=21 / 25,
        alpha=1 - 49 * (22 / 3) / (50**2 - squares - 20 / 3),
        ac=(1 - 11 / 3 / 25 - chance) / (1 - chance),
    )
    assert by_name == {}
    assert [tuple(row.values()) for row in found["confusions"]] == [
        ("党建", None, ["liuping-2021:1"]),
        ("巩固脱贫", "民生", ["yangwan-2024:3"]),
        ("民生", "生态", ["muqiao-2022:4"]),
        ("安全", None, ["baitu-2024:2"]),
    ]
    check_annotators(found["annotators"])
    page = Path("agreement.html").read_text(encoding="utf-8")
    assert "驻村工作队走访脱贫户和监测户8户。" in page  # a dispute


def check_figure(row, **expected):
    assert row["sentences"] == 25
    assert {key: row[key] for key in expected} == pytest.approx(expected)
    assert row["low"] <= row["alpha"] <= row["high"]


def check_annotators(annotators):
    more = {"党建": 1, "巩固脱贫": 1, "产业": 0, "民生": -2, "安全": -1, "生态": 0}  # of li
    assert {own["name"] for own in annotators} == {"li", "wang"}
    for own in annotators:
        sign = 1 if own["name"] == "li" else -1
        assert (own["sentences"], own["same"]["value"], own["alone"]) == (25, 21 / 25, None)
        values = {theme: share["value"] for theme, share in own["more"].items()}
        assert values == pytest.approx({theme: sign * n / 25 for theme, n in more.items()})


def push_disputes(desk):
    said = desk.run("adjudicate", "r1", "--output", "first.jsonl")
    assert said.error_lines[:2] == [
        "r1: 4 disputes, 4 of them undecided",
        "Push them: policy-themes push r1adj --disputes r1 --annotators NAME",
    ]
    said = desk.run("push", "r1adj", "--disputes", "r1", "--annotators", "zhao", *desk.home)
    assert said.error_lines[0] == "r1adj-zhao (zhao): 4 sentences added, 4 in all"
    zhao = desk.log_in("r1adj", "zhao")
    assert set(zhao.examples) == {*LI, *WANG}
    for sentence, given in {
        "liuping-2021:1": {"党建", "无主题"},
        "muqiao-2022:4": {"生态", "民生、生态"},
        "yangwan-2024:3": {"巩固脱贫", "民生"},
        "baitu-2024:2": {"安全", "无主题"},
    }.items():
        meta = zhao.connection.get(zhao.path(sentence))["meta"]
        assert {meta["答案甲"], meta["答案乙"]} == given
        assert not {"li", "wang"} & set(map(str, meta.values()))
        assert zhao.connection.get(zhao.path(sentence, "/categories")) == []
    return zhao


def decide(desk, zhao):
    for sentence, themes in DECIDED.items():
        zhao.answer(sentence, *themes)
    zhao.label(UNDECIDED, "产业")  # and does not confirm it
    said = desk.run("pull", "r1adj", *desk.home)
    assert said.error_lines == [
        "annotations/rounds/r1adj-zhao.jsonl: 3 new, 0 changed; 3 answers, 1 sentences left"
    ]
    said = desk.run("adjudicate", "r1:r1adj")
    assert said.error_lines == [
        "r1: 4 disputes, 1 of them undecided",
        "Push them: policy-themes push r1adj --disputes r1 --annotators NAME",
        "Wrote annotations/gold.jsonl: 41 of 47 sentences",
    ]


def check_gold(desk):
    gold = {row_id(row): row for row in read_jsonl(Path("annotations/gold.jsonl"))}
    assert gold.keys() == desk.truth.keys() - IN_NO_GOLD - {"huakou-2023:6"}
    by = {sentence: tuple(row["by"]) for sentence, row in gold.items()}
    assert sorted(by.values()) == sorted(
        # 25 sentences of both less 4 disputes; 14 of li less 2; 5 of wang less 1, and zhulin-2024:5
        21 * [("li", "wang")] + 12 * [("li",)] + 5 * [("wang",)] + 3 * [("zhao",)]
    )
    for sentence, row in gold.items():
        expected = DECIDED.get(sentence, desk.truth[sentence])
        assert tuple(row["themes"]) == tuple(expected)
        assert row["decided"] == ("adjudicated" if sentence in DECIDED else "agreed")
        assert (by[sentence] == ("zhao",)) == (sentence in DECIDED)


def train(desk):
    said = desk.run("train", "configs/sm.cfg", "--output", "training/own")
    assert "Rows of corpus/*.spacy: train 28, dev 8, test 5" in said.err
    assert "dev: 8 sentences" in said.out


def check_next_round(desk):
    """The new model chooses and suggests among what is in no gold."""
    model = "training/own/model-best"
    command = ("push", "r2", "--annotators", "li", "--order", "uncertain", "--model", model)
    said = desk.run(*command, *desk.home)
    assert said.error_lines[:2] == [
        "Themes suggested by the model",
        "r2-li (li): 5 sentences added, 5 in all",
    ]
    li = desk.log_in("r2", "li")
    assert set(li.examples) == IN_NO_GOLD
    labelled, certainty = doubt(model)
    assert len(set(certainty.values())) == 5
    rows = li.connection.get(f"{li.project}/examples", params={"limit": 9, "ordering": "score"})
    ordered = [row["meta"]["sentence"] for row in rows["results"]]
    assert ordered == sorted(IN_NO_GOLD, key=certainty.__getitem__)
    for row in rows["results"]:
        assert set(suggested_themes(row)) == set(labelled[row["meta"]["sentence"]].themes)
    assert desk.run(*command, *desk.home).error_lines == ["r2-li (li): 0 sentences added, 5 in all"]


def doubt(model):
    nlp = load_pipeline(model)
    thresholds = nlp.get_pipe(THEMES).thresholds
    corpus = [parse_sentence(row) for row in read_jsonl(Path("corpus/sentences.jsonl"))]
    labelled = {s.id: s for s in label_sentences(nlp, corpus) if s.id in IN_NO_GOLD}
    return labelled, {key: measure_certainty(s, thresholds) for key, s in labelled.items()}
