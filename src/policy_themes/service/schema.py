"""What requests and answers look like, as JSON Schema, and whether a request looks so.

Requests are checked against the very schemas that `/openapi.json` shows, by as much of JSON Schema
as these use: type, required, properties, items, pattern, and the sizes of strings and lists.

References:
    JSON Schema, draft 2020-12, https://json-schema.org/draft/2020-12
"""

import re
from collections.abc import Iterator
from typing import Any

from policy_themes.records import KINDS
from policy_themes.service.limits import Limits

Schema = dict[str, Any]
_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str}
_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
_LONGEST_NAME = 200


def describe_sentences(limits: Limits) -> Schema:
    """Return the schema of what `/v1/sentences` takes."""
    line = _describe_line(limits)
    sentence = _describe_object(
        {
            "text": line | _FILLED | {"description": "The sentence."},
            "section": {
                "type": "array",
                "items": line,
                "maxItems": 20,
                "description": "The headings above it, outermost first.",
            },
            "previous": line | {"description": "The sentence before it in the report."},
            "next": line | {"description": "The sentence after it in the report."},
            "report": _NAME
            | {
                "description": "Sentences of one report that follow one another here are read "
                "with their neighbours, as if previous and next were given."
            },
        },
        required=["text"],
    )
    many = {"type": "array", "items": sentence, "minItems": 1, "maxItems": limits.sentences}
    example = {
        "sentences": [
            {"text": "新建茶叶大棚8个。", "section": ["二、产业"], "report": "liuping-2021"},
            {"text": "村卫生室为老人免费体检30人次。", "report": "liuping-2021"},
        ]
    }
    return _describe_object({"sentences": many}, required=["sentences"]) | {"examples": [example]}


def describe_report() -> Schema:
    """Return the schema of the text that `/v1/reports` takes; the body's size limits it."""
    text = {"type": "string", "description": "The report's text, line by line."} | _FILLED
    name = _NAME | {"description": "The report's id in the answer; 'report' if there is none."}
    example = {"name": "liuping-2021", "text": "一、党建工作\n村党支部开展主题党日活动6次。"}
    described = _describe_object({"text": text, "name": name}, required=["text"])
    return described | {"examples": [example]}


def describe_doccano(limits: Limits) -> Schema:
    """Return the schema of what `/v1/doccano` takes."""
    text = _describe_line(limits) | _FILLED
    example = {"text": "新建茶叶大棚8个。"}
    return _describe_object({"text": text}, required=["text"]) | {"examples": [example]}


def _describe_line(limits: Limits) -> Schema:
    return {"type": "string", "maxLength": limits.characters}


def _describe_object(properties: Schema, *, required: list[str]) -> Schema:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


_FILLED: Schema = {"minLength": 1, "pattern": r"\S"}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST_NAME}
FILE = _describe_object(
    {"file": {"type": "string", "format": "binary", "description": "txt, md, docx, pdf or html."}},
    required=["file"],
)
_STRING: Schema = {"type": "string"}
_STRINGS: Schema = {"type": "array", "items": _STRING}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_LABELS: Schema = {
    "themes": _STRINGS | {"description": "Themes whose score reaches their threshold."},
    "scores": {"type": "object", "additionalProperties": _SCORE},
    "review": {"type": "boolean", "description": "Whether a person should look."},
}
LABELS = _describe_object(_LABELS, required=list(_LABELS))
_ROW: Schema = {
    "report": _STRING,
    "index": _WHOLE,
    "kind": {"enum": list(KINDS)},
    "section": _STRINGS,
    "start": _WHOLE,
    "end": _WHOLE,
    "text": _STRING,
    **_LABELS,
}
ROW = _describe_object(_ROW, required=list(_ROW))
_THEME: Schema = {
    "label": _STRING,
    "slug": _STRING,
    "colour": _STRING,
    "definition": _STRING,
    "threshold": _SCORE | {"description": "Score at which the theme is set."},
    "band": {
        "type": ["array", "null"],
        "items": {"type": "number"},
        "description": "Scores from the first to below the second are in doubt.",
    },
}
THEME = _describe_object(_THEME, required=list(_THEME))
_ERROR = _describe_object({"code": _STRING, "message": _STRING}, required=["code", "message"])
ERROR = _describe_object({"error": _ERROR}, required=["error"])
LABEL = _describe_object({"label": _STRING}, required=["label"])


def find_problems(value: Any, schema: Schema, where: str = "body") -> Iterator[str]:
    """Yield in words what of a parsed JSON value is not as its schema says.

    Args:
        value: The value.
        schema: One of the schemas of requests.
        where: What to call the value, such as `sentences[3].text`.
    """
    if not isinstance(value, _TYPES[schema["type"]]):
        found = _NAMES.get(type(value), "number")
        yield f"{where} is a JSON {found}, not a JSON {schema['type']}"
    elif isinstance(value, dict):
        yield from _check_object(value, schema, where)
    elif isinstance(value, list):
        yield from _check_size(value, schema, where, "Items", "items")
        for i, item in enumerate(value):
            yield from find_problems(item, schema["items"], f"{where}[{i}]")
    elif isinstance(value, str):
        yield from _check_size(value, schema, where, "Length", "characters")
        if value and "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where} is blank"
        if not _is_unicode(value):
            yield f"{where} holds half of a surrogate pair"


def _check_object(value: Schema, schema: Schema, where: str) -> Iterator[str]:
    properties = schema["properties"]
    for key in schema["required"]:
        if key not in value:
            yield f"{where} has no '{key}'"
    for key, item in value.items():
        if key in properties:
            place = key if where == "body" else f"{where}.{key}"
            yield from find_problems(item, properties[key], place)
        else:
            known = ", ".join(properties)
            yield f"{where} has {key[:40]!a}, which is none of {known}"


def _check_size(value: Any, schema: Schema, where: str, what: str, unit: str) -> Iterator[str]:
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}", len(value))
    if len(value) < least:
        yield f"{where} is empty"
    elif len(value) > most:
        yield f"{where} has {len(value)} {unit}, more than {most}"


def _is_unicode(text: str) -> bool:
    """Return whether a text has no lone surrogates, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
