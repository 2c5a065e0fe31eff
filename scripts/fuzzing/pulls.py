"""Random exports of Doccano, and a server that sends them to a pull."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fuzzing.office import pack_parts
from fuzzing.rows import THEMES, make_line, make_value
from policy_themes.annotations.doccano.answers import exported_sentence
from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.progress import measure_progress
from policy_themes.annotations.doccano.pull import Reader, find_gone, lock_round, write_pulled
from policy_themes.annotations.doccano.pulled import Pulled
from policy_themes.annotations.doccano.rows import SENTENCE, exported_labels
from policy_themes.annotations.rounds import read_answer_rows
from policy_themes.annotations.themes import dress_labels
from policy_themes.jsonl import Row, write_jsonl

TEXTS = {f"{report}:{index}": f"第{index}句。" for report in "ab" for index in range(4)}
_ROUND, _ANNOTATOR = "r1", "li"
_MEMBERS = {1: _ANNOTATOR, 2: "wang"}
_STRANGER = 9
_ENDS = ("Z", "+00:00", "+08:00", ".123456Z", ".5-03:30")
_SETTINGS = ("collaborative_annotation", "single_class_classification", "random_order")
_TYPE = "DocumentClassification"


def make_export(rng: Random) -> bytes:
    """Return a zip of answers, many of them right, as a server sends it or damaged."""
    parts = {}
    for name in rng.choice((("all",), ("all",), ("li", "wang"), ("admin", "../li", "wang/"), ())):
        lines = [_make_line(rng) for _ in range(rng.choice((0, 1, 3, 6)))]
        text = rng.choice(("\n", "\n", "\r\n", "\n\n")).join(lines) + rng.choice(("\n", ""))
        parts[f"{name}.jsonl"] = text.encode("utf-8", "surrogatepass")
    return pack_parts(rng, parts)


def _make_line(rng: Random) -> str:
    if rng.random() < 0.05:
        return make_line(rng)
    sentence = rng.choice(sorted(TEXTS))
    row = {
        "id": rng.randrange(20),
        "text": TEXTS[sentence],
        rng.choice(("label", "label", "labels")): rng.sample(THEMES, rng.choice((0, 1, 1, 2))),
        "Comments": [],
        SENTENCE: sentence,
    }
    if rng.random() < 0.2:
        row[rng.choice((SENTENCE, SENTENCE, "小节", "Comments", *row))] = make_value(rng, 0)
    return json.dumps(row, ensure_ascii=rng.random() < 0.2)


def run_pull(data: bytes, folder: Path) -> None:
    """Pull an export beside earlier answers; nothing is lost, and a second pull adds nothing."""
    rng = Random(data)
    path = folder / f"{_ROUND}-{_ANNOTATOR}.jsonl"
    _write_earlier(rng, path)
    before = _read(path)
    server = Server(data, rng)
    reader = Reader(server, TEXTS, dress_labels(THEMES))
    try:
        [own] = reader.read_round(_ROUND, folder)
    finally:
        assert _read(path) == before, "written before all was read"
    with lock_round(folder, _ROUND):
        write_pulled([own])
    assert _read(path).startswith(before), "rows of an earlier pull are lost"
    standing = read_answer_rows(path) if path.exists() else {}
    assert standing == own.standing, "what is read back is not what was pulled"
    _check_rows(server, own, standing)
    assert not find_gone(folder, _ROUND, [own])
    measure_progress(own, THEMES)
    [again] = reader.read_round(_ROUND, folder)
    assert not again.found, "the same export brings more"


def _check_rows(server: "Server", own: Pulled, standing: dict[str, Row]) -> None:
    """Look for each row of an export among the answers, or in what is told."""
    rows = server.download(1, confirmed_only=True)
    assert len(rows) == _count_lines(server.export), "rows are lost"
    for problem in own.problems:
        assert len(str(problem).splitlines()) == 1, f"a problem of several lines: {problem}"
    told = [place for problem in own.problems for place in problem.places]
    answers: dict[str, list[Row]] = {}
    for row in rows:
        sentence = exported_sentence(row)
        if TEXTS.get(sentence) == row["text"]:
            answers.setdefault(sentence, []).append(row)
        else:
            place = sentence or f"example {row['id']}"
            assert any(each.startswith(place) for each in told), "a row is neither taken nor told"
    for sentence, same in answers.items():
        labels = {frozenset(exported_labels(row)) for row in same}
        if len(labels) == 1 and server.ask_who(int(same[0]["id"])) == _ANNOTATOR:
            assert frozenset(standing[sentence]["themes"]) in labels, "an answer is lost"
        elif len(labels) > 1:
            assert sentence in told, "a contradiction is not told"


def _count_lines(export: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(export)) as archive:
        files = [archive.read(entry) for entry in archive.infolist()]
    return sum(bool(line.strip()) for file in files for line in file.split(b"\n"))


def _write_earlier(rng: Random, path: Path) -> None:
    rows = []
    for day in range(1, rng.choice((1, 1, 3, 8))):
        sentence = rng.choice(sorted(TEXTS))
        report, _, index = sentence.partition(":")
        themes = rng.sample(THEMES, rng.choice((0, 1, 2)))
        state = "labelled" if themes else "none"
        row = {"report": report, "index": int(index), "text": TEXTS[sentence], "state": state}
        rows.append({**row, "themes": themes, "time": f"2026-01-0{day}T00:00:00Z"})
    if rows and rng.random() < 0.03:
        del rng.choice(rows)["time"]
    if rows or rng.random() < 0.5:
        write_jsonl(path, rows)
    if rows and rng.random() < 0.2:
        path.write_bytes(path.read_bytes().rstrip(b"\n"))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


@dataclass(frozen=True)
class _Answer:
    content: bytes
    status_code: int = 200

    def json(self) -> Any:
        return json.loads(self.content)


class Server(Connection):
    """A connection to no server, answered as by one that has the project of one annotator.

    Attributes:
        export: The zip that it sends.
    """

    def __init__(self, export: bytes, rng: Random) -> None:
        self.url, self.user, self.assigns, self.calls = "http://a", "admin", False, 0
        self.export = export
        self._seed = rng.random()
        project = dict.fromkeys(_SETTINGS, False) | {_SETTINGS[0]: rng.random() < 0.98}
        labels = THEMES if rng.random() < 0.98 else THEMES[:-1]
        comment = {"example": 1, "username": _ANNOTATOR, "text": "？", "created_at": "2026"}
        self._answers: dict[str, Any] = {
            "projects": {"results": [{"name": f"{_ROUND}-{_ANNOTATOR}", "id": 1}]},
            "projects/1": {"project_type": _TYPE, **project},
            "projects/1/download": {"task_id": "t"},
            "tasks/status/t": {"ready": True, "error": None, "result": "f"},
            "projects/1/members": [{"user": i, "username": _MEMBERS[i]} for i in _MEMBERS],
            "projects/1/metrics/progress": {"remaining": 3},
            "projects/1/category-types": [{"text": label} for label in labels],
            "projects/1/comments": {"results": [comment] * rng.randrange(2)},
            "projects/1/examples": {"results": [], "next": None, "count": 0},
        }

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Answer a call."""
        if (method, path) == ("GET", "projects/1/download"):
            return _Answer(self.export)
        if path.endswith("/states"):
            found: Any = {"results": self._list_states(int(path.split("/")[-2]))}
        elif "/examples/" in path:
            found = {"meta": {SENTENCE: "a:1"}}
        else:
            found = self._answers[path]
        return _Answer(json.dumps(found).encode())

    def ask_who(self, example: int) -> str | None:
        """Return who confirmed an example, the annotator before others."""
        names = [_MEMBERS.get(state["confirmed_by"]) for state in self._list_states(example)]
        return _ANNOTATOR if _ANNOTATOR in names else next(iter(names), None)

    def _list_states(self, example: int) -> list[Row]:
        rng = Random(f"{self._seed} {example}")
        users = rng.choice(((1,), (1,), (1,), (1, 2), (2, 1), (2,), (_STRANGER,), ()))
        return [
            {
                "confirmed_by": user,
                "confirmed_at": f"2026-01-0{rng.randrange(1, 9)}T08:00:00{rng.choice(_ENDS)}",
            }
            for user in users
        ]
