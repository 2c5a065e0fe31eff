from collections.abc import Callable
from typing import Any

import pytest

from policy_themes.annotations.themes import Theme
from policy_themes.records import Sentence


@pytest.fixture
def themes() -> tuple[Theme, ...]:
    return (
        Theme("党建", "party", "#E4572E", "1", "党组织"),
        Theme("产业", "industry", "#F2A541", "2", "种植养殖"),
        Theme("安全", "safety", "#76609E", "3", "应急"),
    )


@pytest.fixture
def make() -> Callable[..., Sentence]:
    """A builder of sentences; `themes` given, every theme gets a score."""

    def build(text: str = "种了三百亩茶。", **fields: Any) -> Sentence:
        chosen = tuple(fields.get("themes", ()))
        defaults: dict[str, Any] = {
            "report": "liulin-2023",
            "index": 1,
            "kind": "body",
            "section": (),
            "start": 0,
            "end": len(text),
        }
        if "themes" in fields:
            defaults["scores"] = {
                name: 0.9 if name in chosen else 0.123 for name in ("党建", "产业", "安全")
            }
        return Sentence(text=text, **defaults | fields)

    return build
