"""The one list of functions a cell can ask for.

``@udf("FREMGANG")`` above a plain function records it under its Excel name and hands it back
unchanged. What a parameter or a returned column *is* stands in its annotation, with the kinds
below; the words users see stand in ``texts`` under ``funktion.<NAME>``. Hosts wrap what
``specs()`` lists; importing ``xl_beregner.measures`` fills the list.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

PREFIX = "BEREGNER_"


class Kind(Enum):
    """What a parameter takes, or a returned column holds."""

    NUMBER = "number"  # one number
    COLUMN = "column"  # numbers, one a row; NaN where the cell is blank
    LABELS = "labels"  # text, one a row (a school, a pupil); None where blank
    YEARS = "years"  # school years, one a row, as the year they begin in; NaN where blank
    CHOICE = "choice"  # one of a few English words; texts hold what the user types
    KEYS = "keys"  # returned only: keys, one a row, that texts turn into words


Number = Annotated[float, Kind.NUMBER]
Column = Annotated[NDArray[np.float64], Kind.COLUMN]
Labels = Annotated[Sequence[str | None], Kind.LABELS]
Years = Annotated[NDArray[np.float64], Kind.YEARS]
Choice = Annotated[str, Kind.CHOICE]
Keys = Annotated[Sequence[str], Kind.KEYS]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a function: its English name and what it takes."""

    name: str
    kind: Kind
    required: bool
    default: Any = None


@dataclass(frozen=True, slots=True)
class UdfSpec:
    """One function: its Excel name without the prefix, its parameters, what it returns.

    ``returns`` lists the columns of the answer in order. ``value_or_words``: the answer is one
    column that holds the value, or the words of its verdict where there is no value.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    returns: tuple[tuple[str, Kind], ...]
    value_or_words: bool = False

    @property
    def excel_name(self) -> str:
        """The name as typed in a cell."""
        return PREFIX + self.name


_specs: dict[str, UdfSpec] = {}


def udf(name: str, *, value_or_words: bool = False) -> Callable[[Function], Function]:
    """Record a function under its Excel name and hand it back unchanged."""

    def record(function: Function) -> Function:
        if name in _specs and _specs[name].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two functions are called {name}")
        _specs[name] = UdfSpec(name, function, _parameters(function), _returns(function), value_or_words)
        return function

    return record


def specs() -> Mapping[str, UdfSpec]:
    """Every recorded function by its name without the prefix."""
    return MappingProxyType(_specs)


def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        Parameter(
            name,
            _kind(hints[name]),
            required=parameter.default is inspect.Parameter.empty,
            default=None if parameter.default is inspect.Parameter.empty else parameter.default,
        )
        for name, parameter in inspect.signature(function).parameters.items()
    )


def _returns(function: Callable[..., Any]) -> tuple[tuple[str, Kind], ...]:
    result = get_type_hints(function, include_extras=True)["return"]
    if hasattr(result, "_fields"):  # a NamedTuple: one column a field
        hints = get_type_hints(result, include_extras=True)
        return tuple((name, _kind(hints[name])) for name in result._fields)
    return (("value", _kind(result)),)


def _kind(hint: Any) -> Kind:
    """Find the kind in ``Annotated[...]``, also inside ``Column | None``."""
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Kind):
                return extra
    for part in get_args(hint):
        if part is not type(None) and get_origin(part) is Annotated:
            return _kind(part)
    if hint is float:
        return Kind.NUMBER
    raise TypeError(f"{hint!r} says no kind a cell could give")
