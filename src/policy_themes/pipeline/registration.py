"""Registering a component once, whoever brings it first.

policy-themes and every wheel that it packages carry the same components. spaCy refuses a second
factory of one name, so in a process with two of them the first one's factory serves all.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from spacy.language import Language

_Factory = TypeVar("_Factory", bound=Callable[..., Any])


def register_factory(name: str, **settings: Any) -> Callable[[_Factory], _Factory]:
    """Return what `Language.factory` does, for a name that is not taken."""

    def register(factory: _Factory) -> _Factory:
        if not Language.has_factory(name):
            Language.factory(name, func=factory, **settings)
        return factory

    return register


def register_component(name: str, **settings: Any) -> Callable[[_Factory], _Factory]:
    """Return what `Language.component` does, for a name that is not taken."""

    def register(component: _Factory) -> _Factory:
        if not Language.has_factory(name):
            Language.component(name, func=component, **settings)
        return component

    return register
