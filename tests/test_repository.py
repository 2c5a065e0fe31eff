"""The committed data, checked against itself."""

import hashlib
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from policy_themes.annotations.agreement import measure_agreement
from policy_themes.annotations.decisions import decide_gold, read_decisions
from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.rounds import find_disputes, read_gold, read_round
from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.build import SPLITS, assign_split
from policy_themes.corpus.read import decode
from policy_themes.corpus.reports import read_splits
from policy_themes.corpus.structure import parse_report
from policy_themes.jsonl import read_jsonl
from policy_themes.records import THEMELESS_KINDS, parse_sentence

ROOT = Path(__file__).parent.parent
CORPUS, ANNOTATIONS = ROOT / "corpus", ROOT / "annotations"
ROUNDS = {name: f"{name}adj" for name in ("r1", "r2", "r3", "r4", "r5", "r6", "r7")}
AUDITS = ("audit", "audit2", "audit3", "audit4")
LABELS = [theme.label for theme in read_themes(ANNOTATIONS / "themes.toml")]
REPORTS = read_jsonl(CORPUS / "reports.jsonl")
SENTENCES = [parse_sentence(row) for row in read_jsonl(CORPUS / "sentences.jsonl")]
GOLD = read_gold(ANNOTATIONS / "gold.jsonl", LABELS)


@pytest.mark.parametrize("report", REPORTS, ids=lambda row: row["id"])
def test_sentences_are_those_of_the_report_as_written(report):
    data = (CORPUS / "reports" / f"{report['id']}.txt").read_bytes()
    parsed = parse_report(report["id"], decode(data, name=report["id"]))
    assert hashlib.sha256(data).hexdigest() == report["sha256"]
    assert list(parsed.sentences) == [s for s in SENTENCES if s.report == report["id"]]


def test_corpus_is_at_least_as_large_and_as_spread_as_the_readme_says():
    assert len(REPORTS) >= 180
    assert len(SENTENCES) >= 7000
    for attribute, least in (("level", 5), ("year", 9), ("region", 8), ("genre", 8)):
        assert len({row[attribute] for row in REPORTS}) >= least


def test_a_report_is_in_one_split_that_follows_from_its_id():
    splits = read_splits(CORPUS / "reports.jsonl")
    assert splits == {report_id: assign_split(report_id) for report_id in splits}
    counts = Counter(splits.values())
    assert min(counts[split] for split in SPLITS) >= 10


def test_some_reports_carry_what_real_files_carry():
    data = {path.stem: path.read_bytes() for path in (CORPUS / "reports").glob("*.txt")}
    not_utf8 = [name for name, raw in data.items() if not _is_utf8(raw)]
    texts = {name: decode(raw, name=name) for name, raw in data.items()}
    assert len(not_utf8) >= 3
    assert sum("评论0" in text for text in texts.values()) >= 3
    assert (
        sum(
            bool(re.search(r"[\(（][a-zāáǎàōóǒòēéěèīíǐìūúǔù]{2,6}[\)）]", t))
            for t in texts.values()
        )
        >= 3
    )


@pytest.mark.parametrize("round_name", ROUNDS)
def test_every_answer_is_to_a_sentence_as_it_stands(round_name):
    texts = {sentence.id: sentence.text for sentence in SENTENCES}
    for path in (ANNOTATIONS / "rounds").glob(f"{round_name}-*.jsonl"):
        for row in read_jsonl(path):
            assert texts[f"{row['report']}:{row['index']}"] == row["text"]
            assert set(row["themes"]) <= set(LABELS)


@pytest.mark.parametrize("round_name", ROUNDS)
def test_two_annotators_answered_every_sentence_of_a_round_and_agree(round_name):
    answers = read_round(ANNOTATIONS / "rounds", round_name)
    assert sorted(answers) == ["a", "b"]
    assert answers["a"].keys() == answers["b"].keys()
    for figure in measure_agreement(answers, LABELS)[:-1]:
        assert figure.alpha >= 0.8, figure.name


def test_the_adjudicator_decided_the_disputes_and_nothing_else():
    for round_name, decisions in ROUNDS.items():
        disputes = find_disputes(read_round(ANNOTATIONS / "rounds", round_name))
        (decided,) = read_round(ANNOTATIONS / "rounds", decisions).values()
        assert sorted(decided) == disputes


@pytest.mark.parametrize("name", AUDITS)
def test_an_audit_left_the_test_reports_alone(name):
    # A model doubted the sentences: labels that it is measured on must not follow it.
    splits = read_splits(CORPUS / "reports.jsonl")
    (audited,) = read_round(ANNOTATIONS / "rounds", name).values()
    assert audited
    assert {splits[sentence_id.rpartition(":")[0]] for sentence_id in audited} <= {"train", "dev"}


def test_gold_is_what_the_rounds_and_the_decisions_make():
    rows = []
    audited = {}
    for name in (*AUDITS, "rulings"):
        audited |= read_decisions(ANNOTATIONS / "rounds", name)
    for round_name, decisions in ROUNDS.items():
        decided = read_decisions(ANNOTATIONS / "rounds", decisions)
        answers = read_round(ANNOTATIONS / "rounds", round_name)
        rows += decide_gold(SENTENCES, answers, decided, LABELS, audited=audited)
    made = {(row["report"], row["index"]): row for row in rows}
    kept = read_jsonl(ANNOTATIONS / "gold.jsonl")
    assert {(row["report"], row["index"]): row for row in kept} == made
    assert [s.id for s in GOLD] == [s.id for s in SENTENCES]


def test_credits_and_furniture_carry_no_theme():
    assert not [s.id for s in GOLD if s.kind in THEMELESS_KINDS and s.themes]


def test_mix_of_themes_is_near_that_of_real_reports():
    body = [s for s in GOLD if s.kind not in THEMELESS_KINDS]
    none = sum(not s.themes for s in body) / len(body)
    several = sum(len(s.themes) > 1 for s in body) / len(body)
    assert 0.08 <= none <= 0.18
    assert 0.08 <= several <= 0.16
    for label in LABELS:
        assert sum(label in s.themes for s in body) / len(body) >= 0.08, label


def test_withdrawn_reports_are_gone():
    # By place: another writer may have given an id again.
    withdrawn = {row["place"] for row in read_jsonl(CORPUS / "withdrawn.jsonl", required=["score"])}
    assert not withdrawn & {row["place"] for row in read_jsonl(CORPUS / "briefs.jsonl")}


def test_lexicon_reads_and_covers_every_theme():
    terms = read_lexicon(ANNOTATIONS / "lexicon.tsv", LABELS)
    assert len(terms) >= 1500
    for label in LABELS:
        assert sum(label in term.themes for term in terms) >= 170


def test_guideline_has_examples_for_every_theme():
    text = (ANNOTATIONS / "guideline.zh.md").read_text(encoding="utf-8")
    for label in LABELS:
        section = text.split(f"### {label}\n")[1].split("###")[0]
        assert all(f"- {kind}:" in section for kind in ("是", "易错", "不是"))


def test_no_tracked_file_names_a_machine_or_a_secret():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    forbidden = re.compile(r"/(?:work|root|farm|home)/\w+|(?i:password|token)\s*=\s*['\"]\w+")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".cfg", ".yml", ".json"} and path.is_file():
            found = forbidden.search(path.read_text(encoding="utf-8"))
            assert not found or name.startswith("tests/"), f"{name}: {found[0]}"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
