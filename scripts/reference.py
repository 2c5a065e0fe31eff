"""Write docs/reference/ from the commands, the docstrings and the service's own description.

Usage: python scripts/reference.py
"""

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from importlib.metadata import EntryPoint, distribution
from pathlib import Path
from textwrap import dedent
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo

from policy_themes.cli.app import app
from policy_themes.service.limits import Limits
from policy_themes.service.openapi import describe_service

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Written by python scripts/reference.py; do not edit. -->"
PUBLIC = {
    "policy_themes": ("load", "Labeller"),
    "policy_themes.records": ("Sentence",),
    "policy_themes.sklearn": ("ThemeTransformer", "ThemeClassifier"),
    "policy_themes.pandas": ("label",),
    "policy_themes.spark": ("label",),
}
REGISTRIES = ("factories", "architectures", "tokenizers", "readers", "callbacks")
_SECTION = re.compile(r"^(Args|Attributes|Examples|Raises|References|Returns):\n", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+): ", re.MULTILINE)
_MODULE = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
"""The modules before a class in a signature, which differ from one Python to the next."""


def describe_commands() -> str:
    """Return the reference of the command line."""
    parts = ["# Commands", NOTE, "Every command prints this too: `policy-themes COMMAND --help`."]
    for name, command in _iter_commands("policy-themes", app):
        hints = get_type_hints(command.callback, include_extras=True)
        named = inspect.signature(command.callback).parameters.values()
        rows = [row for own in named if (row := _describe_parameter(own, hints[own.name]))]
        parts += [f"## {name}", inspect.cleandoc(command.callback.__doc__ or "")]
        if rows:
            parts.append("\n".join(["| | | |", "|---|---|---|", *rows]))
        parts.append(f"`{command.epilog.removeprefix('Example: ')}`")
    return "\n\n".join(parts) + "\n"


def _iter_commands(name: str, own: typer.Typer) -> Iterator[tuple[str, Any]]:
    for command in own.registered_commands:
        yield f"{name} {command.name}", command
    for group in own.registered_groups:
        yield from _iter_commands(f"{name} {group.name}", group.typer_instance)


def _describe_parameter(parameter: inspect.Parameter, hint: Any) -> str:
    """Return a row of the table of a command's parameters; nothing for Typer's context."""
    kind, *told = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if not told:
        return ""
    info, text = told[0], " ".join((told[0].help or "").split()).replace("|", "\\|")
    if isinstance(info, ArgumentInfo):
        name = info.metavar or parameter.name.upper()
    else:
        declared = [d for d in (info.default, *(info.param_decls or ())) if isinstance(d, str)]
        name = ", ".join(declared) or "--" + parameter.name.replace("_", "-")
    default = parameter.default
    if default is True:
        default = name
        name = f"{name} / --no-{name.removeprefix('--')}"
    if default not in (None, False, inspect.Parameter.empty):
        shown = ", ".join(map(str, default)) if isinstance(default, list) else default
        text += f" [default: {shown}]"
    return f"| `{name}` | {_name_kind(kind)} | {text} |"


def _name_kind(kind: Any) -> str:
    """Name a type as the help does, without what says that it may lack."""
    own = [part for part in get_args(kind) if part is not type(None)]
    if own:
        return _name_kind(own[0]) + (", repeated" if get_origin(kind) is list else "")
    if issubclass(kind, Enum):
        return ", ".join(f"`{choice.value}`" for choice in kind)
    return "flag" if kind is bool else str(kind.__name__).lower()


def describe_api() -> str:
    """Return the reference of what Python code, spaCy configs and HTTP clients call."""
    parts = ["# Python, spaCy and HTTP", NOTE]
    for module, names in PUBLIC.items():
        parts.append(f"## {module}")
        for name in names:
            parts += _describe_object(
                f"{module}.{name}", getattr(import_module(module), name), module
            )
    for registry in REGISTRIES:
        parts.append(f"## spaCy {registry}")
        for point in sorted(_find_points(f"spacy_{registry}"), key=lambda point: point.name):
            parts += _describe_object(point.name, inspect.unwrap(point.load()))
    return "\n\n".join([*parts, *_describe_service()]) + "\n"


def _find_points(group: str) -> list[EntryPoint]:
    return [p for p in distribution("policy-themes").entry_points if p.group == group]


def _describe_object(name: str, found: Any, module: str = "") -> list[str]:
    signature = _MODULE.sub("", re.sub(r"'([A-Z]\w*)'", r"\1", str(inspect.signature(found))))
    signature = signature.replace("(self, ", "(").replace("(self)", "()")
    parts = [f"### {name}", f"```text\n{name.removeprefix(f'{module}.')}{signature}\n```"]
    parts += _describe_docstring(inspect.getdoc(found) or "")
    for key, method in (
        inspect.getmembers(found, inspect.isfunction) if inspect.isclass(found) else ()
    ):
        if not key.startswith("_") and method.__module__.startswith("policy_themes"):
            parts += _describe_object(f"{name}.{key}", method, module)
    return parts


def _describe_docstring(text: str) -> list[str]:
    first, *sections = _SECTION.split(text)
    parts = [first.strip()]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        own = dedent(body).strip()
        if title == "Examples":
            own = f"```python\n{own}\n```"
        elif title in ("Args", "Attributes", "Raises"):
            own = _ENTRY.sub(r"- `\1`: ", own)
        parts += [f"**{title}**", own]
    return parts


def _describe_service() -> Iterator[str]:
    yield "## HTTP"
    yield "`policy-themes serve` answers these; `/openapi.json` describes them with their schemas."
    for path, methods in describe_service(Limits(), has_token=True)["paths"].items():
        for method, operation in methods.items():
            yield f"### {method.upper()} {path}\n\n{operation['summary']}."
            bodies = operation.get("requestBody", {}).get("content", {})
            lines = [f"- takes `{media}`" + _name_fields(own) for media, own in bodies.items()]
            for status, answer in operation["responses"].items():
                lines.append(f"- {status}: {answer['description']}")
            yield "\n".join(lines)


def _name_fields(body: Any) -> str:
    schema = body["schema"]
    required = schema.get("required", ())
    names = [f"`{n}`" + ("" if n in required else " (may lack)") for n in schema["properties"]]
    return ": " + ", ".join(names)


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in (("cli", describe_commands()), ("api", describe_api())):
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
