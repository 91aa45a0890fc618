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
from typing import Annotated, Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

PREFIX = "BEREGNER_"


class Kind(Enum):
    """What a parameter takes, or a returned column holds."""

    NUMBER = "number"  # one number
    LABEL = "label"  # one text
    CHOICE = "choice"  # one of a few English words; texts hold what the user types
    # One a row; all such arguments of a call have the same rows.
    COLUMN = "column"  # numbers; NaN where the cell is blank
    COLUMNS = "columns"  # several numbers a row, as rows x columns; NaN where the cell is blank
    LABELS = "labels"  # text (a school, a pupil); None where blank
    YEARS = "years"  # school years, as the year they begin in; NaN where blank
    # Of their own length, beside the rows.
    NUMBERS = "numbers"  # a list of numbers, blanks left out
    WORDS = "words"  # a list of texts, blanks left out
    TABLE = "table"  # a table with headings
    CELLS = "cells"  # rows of cells, as they stand
    MODEL = "model"  # a norm model laid out as rows; also returned
    KEYS = "keys"  # returned only: keys, one a row, that texts turn into words


ROW_KINDS = (Kind.COLUMN, Kind.COLUMNS, Kind.LABELS, Kind.YEARS)


class Each(Enum):
    """What one row of an answer is about."""

    ROW = "row"  # the row of the same place in the arguments
    SCHOOL = "school"
    ANSWER = "answer"  # the function's own rows


class Table(Protocol):
    """A table of cells, its columns found by their headings: what a ``TABLE`` parameter gets.

    A column is asked for by its ASCII key, one of those ``TableColumns`` names.
    """

    @property
    def height(self) -> int:
        """Rows below the headings."""

    @property
    def first_row(self) -> int:
        """Where the first of them stands in the range, from 1: 2 below headings, 1 without any."""

    def has(self, column: str) -> bool:
        """Tell whether the column stands in the table."""

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Give a column's numbers, NaN where blank; text is an error that tells its row."""

    def readable_numbers(self, column: str) -> NDArray[np.float64]:
        """Give a column's numbers, NaN where blank and where no number can be read."""

    def days(self, column: str) -> NDArray[np.float64]:
        """Give a column's dates as days since year 1, NaN where blank or no date can be read."""

    def labels(self, column: str) -> list[str | None]:
        """Give a column's text, None where blank; an error or a truth value is an error."""

    def readable_labels(self, column: str) -> list[str | None]:
        """Give a column's text as it stands, None where blank; nothing is refused."""

    def found(self, column: str) -> list[str]:
        """Tell what each cell is, a key a row.

        ``blank``, ``number``, ``number_as_text``, ``date``, ``date_as_text``, ``text``, ``error``.
        """


@dataclass(frozen=True, slots=True)
class OneOf:
    """The English words a ``CHOICE`` parameter takes; texts hold what the user types."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns a ``TABLE`` parameter may have, in the order they stand without headings."""

    keys: tuple[str, ...]


ModelRows = Sequence[tuple[str, tuple[float | str, ...]]]

Number = Annotated[float, Kind.NUMBER]
Label = Annotated[str, Kind.LABEL]
Choice = Annotated[str, Kind.CHOICE]
Column = Annotated[NDArray[np.float64], Kind.COLUMN]
Columns = Annotated[NDArray[np.float64], Kind.COLUMNS]
Labels = Annotated[Sequence[str | None], Kind.LABELS]
Years = Annotated[NDArray[np.float64], Kind.YEARS]
Numbers = Annotated[NDArray[np.float64], Kind.NUMBERS]
Words = Annotated[Sequence[str], Kind.WORDS]
Cells = Annotated[Sequence[Sequence[float | str | None]], Kind.CELLS]
Model = Annotated[ModelRows, Kind.MODEL]
Keys = Annotated[Sequence[str], Kind.KEYS]

Direction = Annotated[Choice, OneOf(("up", "down"))]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a function: its English name and what it takes."""

    name: str
    kind: Kind
    required: bool
    default: Any = None
    options: tuple[str, ...] = ()  # the words a choice takes, the keys a table's columns have


@dataclass(frozen=True, slots=True)
class UdfSpec:
    """One function: its Excel name without the prefix, its parameters, what it returns.

    ``returns`` lists the columns of the answer in order, ``each`` tells what one row is about.
    ``value_or_words``: the answer is one column that holds the value, or the words of its verdict
    where there is no value.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    returns: tuple[tuple[str, Kind], ...]
    each: Each = Each.ROW
    value_or_words: bool = False

    @property
    def excel_name(self) -> str:
        """The name as typed in a cell."""
        return PREFIX + self.name


_specs: dict[str, UdfSpec] = {}


def udf(name: str, *, each: Each = Each.ROW, value_or_words: bool = False) -> Callable[[Function], Function]:
    """Record a function under its Excel name and hand it back unchanged."""

    def record(function: Function) -> Function:
        if name in _specs and _specs[name].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two functions are called {name}")
        _specs[name] = UdfSpec(
            name, function, _parameters(function), _returns(function), each, value_or_words
        )
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
            options=_options(hints[name]),
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


def _options(hint: Any) -> tuple[str, ...]:
    """Find the words of a choice or the keys of a table's columns; also inside ``... | None``."""
    for extra in get_args(hint):
        if isinstance(extra, OneOf):
            return extra.words
        if isinstance(extra, TableColumns):
            return extra.keys
        if get_origin(extra) is Annotated and (found := _options(extra)):
            return found
    return ()
