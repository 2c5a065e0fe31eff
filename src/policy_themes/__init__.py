"""Label every sentence of a Chinese grassroots work report with its policy themes."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_themes.api import Labeller, load

__all__ = ["Labeller", "__version__", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # spaCy takes seconds to import, and who asks for the version need not wait for it.
    if name in ("Labeller", "load"):
        return getattr(import_module("policy_themes.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
