"""Random rows: JSON lines, answers of annotators, exports of Doccano, TOML and TSV."""

import json
from random import Random
from typing import Any

from fuzzing.texts import damage, encode, make_text

THEMES = ("党建", "巩固脱贫", "产业", "民生", "安全", "生态")
_KEYS = [
    "report",
    "index",
    "text",
    "themes",
    "state",
    "time",
    "kind",
    "section",
    "start",
    "end",
    "scores",
    "review",
    "id",
    "split",
    "label",
    "labels",
    "sentence",
    "decided",
    "by",
]
_DEEP = (
    "[" * 100_000,
    '{"a":' * 50_000,
    "9" * 5000,
    "-" + "1" * 400 + ".0e999",
    "NaN",
    "[" * 500 + "]" * 500,
)


def make_rows(rng: Random) -> bytes:
    """Return JSON lines, most of them answers with one thing wrong."""
    lines = [make_line(rng) for _ in range(rng.choice((1, 2, 5)))]
    text = rng.choice(("\n", "\n", "\r\n", "\n\n", "\u2028")).join(lines)
    data = encode(rng, text) if rng.random() < 0.2 else text.encode("utf-8", "surrogatepass")
    return damage(rng, data) if rng.random() < 0.2 else data


def make_line(rng: Random) -> str:
    """Return a line of JSON, or what is none."""
    if rng.random() < 0.03:
        return rng.choice(_DEEP)
    if rng.random() < 0.05:
        return make_text(rng, 50)
    line = json.dumps(make_row(rng), ensure_ascii=rng.random() < 0.5)
    return line.replace('"第', '"\\ud800第', 1) if rng.random() < 0.03 else line


def make_row(rng: Random) -> dict[str, Any]:
    """Return an answer, with some of its values those of another kind."""
    themes = rng.sample(THEMES, rng.choice((0, 1, 1, 2)))
    row: dict[str, Any] = {
        "report": rng.choice(("a", "b", "a:1")),
        "index": rng.randrange(4),
        "text": f"第{rng.randrange(4)}句。",
        "themes": themes,
        "state": rng.choice(("labelled" if themes else "none", "not seen")),
        "id": rng.randrange(5),
        "label": themes,
        "sentence": f"{rng.choice('ab')}:{rng.randrange(4)}",
        "split": "train",
    }
    if rng.random() < 0.3:
        row["time"] = f"2026-01-0{rng.randrange(1, 9)}T00:00:00Z"
    while rng.random() < 0.4:
        row[rng.choice(_KEYS)] = make_value(rng, 0)
    while rng.random() < 0.2:
        row.pop(rng.choice(_KEYS), None)
    return row


def make_value(rng: Random, depth: int) -> Any:
    """Return anything that JSON can hold."""
    kind = rng.randrange(10 if depth < 3 else 8)
    if kind == 8:
        return [make_value(rng, depth + 1) for _ in range(rng.randrange(3))]
    if kind == 9:
        return {rng.choice(_KEYS): make_value(rng, depth + 1) for _ in range(rng.randrange(3))}
    return (
        *(None, True, -1, 1.5, float("nan"), 10**30),
        rng.choice(("", "body", "junk", "党建", "none", "\x00")),
        make_text(rng, 20),
    )[kind]


def make_tsv(rng: Random) -> bytes:
    """Return a lexicon."""
    cells = ("大棚", "产业", "产业 民生", "2018", "", "a", "套话", make_text(rng, 10))
    lines = ["term\tthemes\tfrom\tto\tnote"] if rng.random() < 0.9 else []
    for _ in range(rng.choice((0, 2, 5))):
        lines.append("\t".join(rng.choice(cells) for _ in range(rng.choice((5, 5, 5, 4, 6)))))
    data = (
        encode(rng, "\n".join(lines))
        if rng.random() < 0.3
        else "\n".join(lines).encode("utf-8", "ignore")
    )
    return damage(rng, data) if rng.random() < 0.3 else data


def make_toml(rng: Random) -> bytes:
    """Return a file of themes."""
    values = (
        '"党建"',
        '"产业"',
        '"#112233"',
        "1",
        "[]",
        "{}",
        '""',
        "2020-01-01",
        "[" * 3000,
        '"\\uD800"',
    )
    keys = ("label", "slug", "colour", "hotkey", "definition")
    entries = []
    for i in range(rng.choice((0, 1, 3))):
        lines = [
            f"{key} = " + (rng.choice(values) if rng.random() < 0.1 else f'"{key}{i}"')
            for key in keys
            if rng.random() < 0.97
        ]
        entries.append("\n".join(("[[theme]]", *lines, "")))
    text = "\n".join(entries)
    data = encode(rng, text) if rng.random() < 0.2 else text.encode()
    return damage(rng, data) if rng.random() < 0.3 else data
