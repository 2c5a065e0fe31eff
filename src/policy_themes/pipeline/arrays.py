"""Tables that are built once, and saved and read as arrays. The module imports numpy alone."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

import numpy

Own = TypeVar("Own", bound="Table")


class Table:
    """What is made of arrays, numbers, bytes, dicts of arrays, and other tables.

    Each attribute is annotated in the class, so that a table can be made of its arrays again.
    """

    def to_arrays(self) -> dict[str, Any]:
        """Return the attributes by name, those of a table or dict in it as `outer.inner`."""
        found: dict[str, Any] = {}
        for name in get_type_hints(type(self)):
            value = getattr(self, name)
            if isinstance(value, Table):
                found |= {f"{name}.{inner}": own for inner, own in value.to_arrays().items()}
            elif isinstance(value, dict):
                found |= {f"{name}.{inner}": own for inner, own in value.items()}
            else:
                found[name] = value if isinstance(value, bytes) else numpy.asarray(value)
        return found

    @classmethod
    def from_arrays(cls: type[Own], arrays: Mapping[str, Any]) -> Own:
        """Return the table that `to_arrays` told of."""
        made = cls.__new__(cls)
        for name, kind in get_type_hints(cls).items():
            within = {
                key.removeprefix(f"{name}."): value
                for key, value in arrays.items()
                if key.startswith(f"{name}.")
            }
            if isinstance(kind, type) and issubclass(kind, Table):
                vars(made)[name] = kind.from_arrays(within)
            elif name not in arrays:
                vars(made)[name] = within
            else:
                value = arrays[name]
                # An array of no dimensions is a number.
                vars(made)[name] = value if isinstance(value, bytes) else value[()]
        return made
