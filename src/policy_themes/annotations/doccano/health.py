"""What a Doccano server says of its own health."""

import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

_PATH = "/v1/health/?format=json"
_TIMEOUT = 30
"""Seconds; the server itself waits some for a sign of life of its worker."""
_WORKER = "CeleryHealthCheckCelery"
_WELL = ("working", "OK")


def ask_health(url: str) -> dict[str, str] | None:
    """Return what the server says of each of its parts, or None if no Doccano answers."""
    try:
        parts = json.loads(_read(url + _PATH))
    except (OSError, HTTPException, ValueError):
        return None
    return parts if isinstance(parts, dict) and _WORKER in parts else None


def _read(url: str) -> bytes:
    opener = build_opener(ProxyHandler({}))  # it is on this machine, whatever proxy is set
    try:
        with opener.open(url, timeout=_TIMEOUT) as answer:
            return bytes(answer.read())
    except HTTPError as error:
        with error:
            return error.read()  # 500 where a part is not well


def is_worker_well(parts: dict[str, str]) -> bool:
    """Return whether the task worker answers."""
    return parts[_WORKER] in _WELL


def list_ailing(parts: dict[str, str]) -> list[str]:
    """Return the parts that are not well, with what the server says of each."""
    return [f"{name}: {said}" for name, said in parts.items() if said not in _WELL]
