from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policy_themes.corpus.structure import parse_report
from policy_themes.jsonl import write_jsonl
from policy_themes.outputs.summary.digest import Overview, survey

FIRST = """云溪镇2022年工作总结

一、主要成效

全镇茶园面积8600亩，村集体经营性收入412万元，同比增长8.6%。

发展党员9名，党员培训640人次。

走访脱贫户97户。

二、下一步打算

力争茶园面积突破1万亩。
"""
SECOND = """云溪镇2023年工作总结

一、主要成效

全镇茶园面积9200亩，村集体经营性收入538万元，同比增长30.6%。

发展党员11名，党员培训640人次。

新建消防安全站3个。

二、下一步打算

力争茶园面积突破2万亩。
"""
LABELS = {"党员": "党建", "茶园": "产业", "收入": "产业", "安全": "安全"}


def label(text: str, name: str) -> list[dict[str, Any]]:
    """Return a report as rows of `predict`, labelled by a word of each theme."""
    rows = []
    for sentence in parse_report(name, text).sentences:
        found = {theme for word, theme in LABELS.items() if word in sentence.text}
        themes = tuple(theme for theme in ("党建", "产业", "安全") if theme in found)
        scores = {theme: 0.9 if theme in found else 0.1 for theme in ("党建", "产业", "安全")}
        review = "走访" in sentence.text
        rows.append(sentence.labelled(themes, scores, review=review).as_row())
    return rows


@pytest.fixture
def write_reports(tmp_path) -> Callable[..., Path]:
    """Write labelled reports, given as text by name, into one file of JSON lines."""

    def write(reports: dict[str, str] | None = None) -> Path:
        path = tmp_path / "themes.jsonl"
        reports = {"yunxi-2022": FIRST, "yunxi-2023": SECOND} if reports is None else reports
        write_jsonl(path, [row for name, text in reports.items() for row in label(text, name)])
        return path

    return write


@pytest.fixture
def overview(write_reports) -> Overview:
    """Two years of one place in numbers."""
    return survey([write_reports()])
