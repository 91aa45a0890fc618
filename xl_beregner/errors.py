"""Every error xl_beregner raises on purpose, and who must act on it.

::

    BeregnerError                 catch this to catch all of ours
    ├── CellError                 the person at the cell   (excel_code: what a cell shows)
    │   ├── MissingValueError         #N/A      a required value is blank
    │   ├── ValueRangeError           #NUM!     a number outside what is possible
    │   ├── CellTypeError             #VALUE!   text, an error or a date where a number belongs
    │   ├── ShapeError                #VALUE!   columns of unequal length, too few or many arguments
    │   └── UnknownFunctionError      #NAME?    no function of that name
    ├── FaultsError               a list of faults, all found at once
    │   ├── DatasetError              who made the dataset  (file, row, column)
    │   └── TemplateError             who made the template (sheet, cell)
    ├── PackageError              who sent the file: not a workbook, encrypted, damaged (part)
    ├── OutputError               who runs the command: folder, lock, permission (path)
    ├── SourceError               who runs the command: the official service refuses or does not answer
    └── HostError                 who installs the machine: a program or extra is missing

An error carries a key and facts, never a sentence: ``texts`` turns them into words in the
reader's language. Anything that is not a ``BeregnerError`` is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


def _plain(key: str, facts: Mapping[str, Any]) -> str:
    listed = ", ".join(f"{name}={value!r}" for name, value in facts.items())
    return f"{key} ({listed})" if listed else key


_render: Callable[[str, Mapping[str, Any]], str] = _plain


def use_words(render: Callable[[str, Mapping[str, Any]], str]) -> None:
    """Let ``texts`` say how a key and its facts read; without it they read as they stand."""
    global _render
    _render = render


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, with its place among the facts.

    ``key`` names the sentence in ``texts`` (``fejl.<key>``); ``facts`` fill its blanks.
    An ``error`` stops the work, a ``warning`` is told and the work goes on.
    """

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return _render(self.key, self.facts)


class BeregnerError(Exception):
    """Root of all errors raised on purpose."""

    def __init__(self, key: str, /, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        return _render(self.key, self.facts)

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword facts must survive the way back from a worker process.
        return (_rebuild, (type(self), self.key, self.facts))


def _rebuild(kind: type[BeregnerError], key: str, facts: dict[str, Any]) -> BeregnerError:
    return kind(key, **facts)


class CellError(BeregnerError):
    """Something a cell holds keeps a function from answering."""

    excel_code = "#VALUE!"


class MissingValueError(CellError):
    """A required value is blank."""

    excel_code = "#N/A"


class ValueRangeError(CellError):
    """A number lies outside what is possible."""

    excel_code = "#NUM!"


class CellTypeError(CellError):
    """A cell holds text, an error or a date where something else belongs."""


class ShapeError(CellError):
    """Columns of unequal length, or a wrong number of arguments."""


class UnknownFunctionError(CellError):
    """No function has that name."""

    excel_code = "#NAME?"


class FaultsError(BeregnerError):
    """Several faults, found and told at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(first.key, **first.facts)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.faults,))


class DatasetError(FaultsError):
    """The dataset is at fault: each fault tells file, row and column."""


class TemplateError(FaultsError):
    """The template is at fault: each fault tells sheet and cell."""


class PackageError(BeregnerError):
    """The file is no workbook that can be read: facts tell the file and the part."""


class OutputError(BeregnerError):
    """The result cannot be written: facts tell the path."""


class SourceError(BeregnerError):
    """The service that figures are fetched from refuses, does not answer, or answers something else."""


class HostError(BeregnerError):
    """The machine lacks something: facts tell what to install."""
