"""The service's description of itself.

References:
    OpenAPI 3.1.0, https://spec.openapis.org/oas/v3.1.0
"""

from policy_themes import __version__
from policy_themes.service import schema
from policy_themes.service.guard import OPEN
from policy_themes.service.limits import Limits
from policy_themes.service.schema import Schema

_ALWAYS = {401: "No valid token."}
_ON_POST = {
    400: "The body is not JSON, or no form.",
    408: "The body did not come in time.",
    413: "The body, the file or the report is too large.",
    415: "The body is of another media type.",
    422: "The body is not as the schema says, or the report cannot be read.",
    503: "Too many requests wait; Retry-After says when to come back.",
    504: "The answer took too long.",
}
_SCHEME = "token"
JSON, FORM = "application/json", "multipart/form-data"
PLAIN = "text/plain"


def describe_service(limits: Limits, *, has_token: bool) -> Schema:
    """Return the OpenAPI document of a service with these limits."""
    paths: Schema = {
        "/v1/sentences": _post(
            "Label sentences",
            {JSON: schema.describe_sentences(limits)},
            _object(sentences=_list(_ref("Labels"))),
        ),
        "/v1/reports": _post(
            "Find the sentences of a report and label them",
            {JSON: schema.describe_report(), FORM: schema.FILE},
            _object(
                report={"type": "string"},
                text={"type": "string", "description": "What start and end slice."},
                damaged={"type": "integer", "description": "Places that a converter broke."},
                sentences=_list(_ref("Sentence")),
            ),
        ),
        "/v1/doccano": _post(
            "Label a sentence for Doccano's REST auto-labelling",
            {JSON: schema.describe_doccano(limits)},
            _list(_ref("Label")),
        ),
        "/v1/themes": _get(
            "The themes and the model",
            _object(model={"type": "string"}, themes=_list(_ref("Theme"))),
        ),
        OPEN: _get("Whether the service works", _object(status={"type": "string"})),
        "/metrics": _get("Counts, for Prometheus", {"type": "string"}, media_type=PLAIN),
    }
    components: Schema = {
        "schemas": {
            "Labels": schema.LABELS,
            "Sentence": schema.ROW,
            "Theme": schema.THEME,
            "Label": schema.LABEL,
            "Error": schema.ERROR,
        }
    }
    if has_token:
        components["securitySchemes"] = {_SCHEME: {"type": "http", "scheme": "bearer"}}
        for path, item in paths.items():
            for operation in item.values():
                if path != OPEN:
                    operation["security"] = [{_SCHEME: []}]
                    operation["responses"] |= _refuse(_ALWAYS)
    paths[OPEN]["get"]["responses"] |= _refuse({503: "It is stuck."})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "policy-themes",
            "version": __version__,
            "description": "Policy themes of the sentences of Chinese grassroots work reports.",
        },
        "paths": paths,
        "components": components,
    }


def _post(summary: str, bodies: Schema, answer: Schema) -> Schema:
    content = {media_type: {"schema": body} for media_type, body in bodies.items()}
    operation = _answer(summary, answer, JSON)
    operation["requestBody"] = {"required": True, "content": content}
    operation["responses"] |= _refuse(_ON_POST)
    return {"post": operation}


def _get(summary: str, answer: Schema, *, media_type: str = JSON) -> Schema:
    return {"get": _answer(summary, answer, media_type)}


def _answer(summary: str, answer: Schema, media_type: str) -> Schema:
    content = {media_type: {"schema": answer}}
    return {"summary": summary, "responses": {"200": {"description": "OK.", "content": content}}}


def _refuse(described: dict[int, str]) -> Schema:
    content = {JSON: {"schema": _ref("Error")}}
    return {
        str(status): {"description": words, "content": content}
        for status, words in described.items()
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
