"""A call as Calc makes it: arguments from Calc, the worker's answer as Calc shows it.

Knows nothing of UNO: what Calc hands over are plain values and tuples.
"""

from __future__ import annotations

import os
import struct
from typing import Any, Callable, Mapping, Sequence  # noqa: UP035  (Python 3.8)

from .blanks import with_blanks
from .link import Link, LinkError, OverdueError, UnreachableError
from .pythons import candidates
from .ranges import is_range, rows_of

Rows = Sequence[Sequence[Any]]

# Calc's numbers for the errors a cell shows.
_CODES = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
_NO_ANSWER = 525  # as where the functions are not installed at all
_TOO_LONG = 523
_WORST = 519
_REMEMBERED = 50


class Failed(Exception):
    """The call ends in an error: Calc's number for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def as_double(self) -> float:
        """Give the error as Calc hands errors on: a NaN that carries its number."""
        found: float = struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | self.number))[0]
        return found


class Functions:
    """All functions of the extension, answered through one line.

    Parameters
    ----------
    settings : mapping
        What the extension was built with: ``python``, ``language``, ``service``, ``words``.
    link : Link, optional
        Another line, for tests.
    """

    def __init__(self, settings: Mapping[str, Any], link: Link | None = None) -> None:
        self._settings = settings
        self.link = link or Link(candidates(settings["python"], os.environ))
        self._sentences: list[str] = []

    def call(self, document: Any, name: str, arguments: Sequence[Any]) -> Rows:
        """Answer one call; an error is raised as ``Failed``."""
        told_of = len(arguments)
        while told_of and arguments[told_of - 1] is None:  # left out at the end
            told_of -= 1
        given = with_blanks(document, self._names(name), arguments[:told_of])
        if given is None:
            self._remember(self.word("nul_eller_tom"))
            raise Failed(_CODES["#N/A"])
        given = [rows_of(one) if is_range(one) else one for one in given]
        told = self._ask({"function": name, "arguments": given, "language": self._settings["language"]})
        if "rows" in told:
            return [[_shown(cell) for cell in row] for row in told["rows"]]
        self._remember(told.get("error") or self.word("fejl_i_programmet", type=told.get("bug", "?")))
        raise Failed(_CODES.get(told.get("code", ""), _WORST))

    def recorded(self) -> list[str]:
        """Give the sentences of the errors since last asked."""
        found, self._sentences = self._sentences, []
        return found

    def word(self, key: str, **facts: Any) -> str:
        """Look up a sentence of the extension's own."""
        said: str = self._settings["words"][key]
        for name, value in facts.items():
            said = said.replace("{" + name + "}", str(value))
        return said

    def connection(self) -> str:
        """Tell whether the worker answers, and what to do where it does not."""
        self.link.forget()
        try:
            told = self.link.ask({"function": "", "arguments": [], "language": self._settings["language"]})
        except LinkError:
            return self.word("ingen_forbindelse", python=self._settings["python"])
        return self.word(
            "forbindelse" if "id" in told else "fejl", version=self.link.version, python=self.link.python
        )

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.link.ask(question)
        except UnreachableError:
            self._remember(self.word("ingen_forbindelse", python=self._settings["python"]))
            raise Failed(_NO_ANSWER) from None
        except OverdueError:
            self._remember(self.word("for_laenge"))
            raise Failed(_TOO_LONG) from None
        except LinkError:
            self._remember(self.word("doede"))
            raise Failed(_WORST) from None

    def _remember(self, sentence: str) -> None:
        self._sentences = [*self._sentences[-_REMEMBERED:], sentence]

    def _names(self, name: str) -> list[str]:
        method = name.partition("_")[2]
        return [name, f"{self._settings['service']}.{method}"]


def _shown(cell: Any) -> Any:
    """Give a cell as Calc takes it: a blank is an empty text, for a void would be 0 in a sum."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else float(cell)


def one_of(functions: Callable[[], Functions], name: str) -> Callable[..., Any]:
    """Make the method Calc calls for one function."""

    def method(self: Any, document: Any, *arguments: Any) -> Any:
        try:
            rows = functions().call(document, name, arguments)
        except Failed as failed:
            rows = [[failed.as_double()]]
        return tuple(map(tuple, rows))

    return method
