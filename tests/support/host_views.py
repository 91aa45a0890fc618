"""How a host may differ from ``evaluate``, each way named and told exactly: what the table may name.

A view is no excuse: it tells what the host hands over or shows *instead*, and that is what its answer
is held against. Which host has which, and why, stands in ``tests/contract/differences.md``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from support.host_cases import Answer, Case, ErrorCell, answer, told

from xl_beregner.catalog import PREFIX, specs
from xl_beregner.hosts.calc_parts import takes_reference

TABLE = Path(__file__).resolve().parents[1] / "contract" / "differences.md"
TOLERANCE = 1e-12
CANNOT_HAND_OVER = "Err:504"
# The only call of thousands on one sheet in which Calc's 0 can be a blank cell's or a zero's.
IN_DOUBT = frozenset({"MAALEKSPERT-horizon-blank"})
_DAY_0 = date(1899, 12, 30)
_ROW = re.compile(r"\| (\w+) \| `(\w+)` \| (.+) \|")

Arguments = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What becomes of the cells on their way in, and of the answer on its way out."""

    cell: Callable[[Any], Any] | None = None
    answer: Callable[[Case, Answer], Answer] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the table: the host, the view it has, the reason."""

    host: str
    what: str
    reason: str


@cache
def differences() -> tuple[Difference, ...]:
    """Read the table."""
    rows = (_ROW.fullmatch(line) for line in TABLE.read_text("utf-8").splitlines())
    return tuple(Difference(*row.groups()) for row in rows if row)


def expected(case: Case, views: Sequence[str]) -> Answer:
    """Give what a host with these views must answer."""
    looked = [VIEWS[name] for name in views]
    changes = [view.cell for view in looked if view.cell]
    arguments = case.arguments
    for change in changes:
        arguments = _each(arguments, change)
    found = answer(case) if repr(arguments) == repr(case.arguments) else told(case.function, arguments)
    for view in looked:
        found = view.answer(case, found) if view.answer else found
    return found


def same(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are the same: numbers nearly, all else exactly."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return type(one) is type(other) and one == other
    return len(one) == len(other) and all(
        len(left) == len(right) and all(map(_same_cell, left, right))
        for left, right in zip(one, other, strict=True)
    )


def _same_cell(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=0)
    return type(one) is type(other) and one == other


def _each(arguments: Arguments, change: Callable[[Any], Any]) -> Arguments:
    return tuple(
        tuple(tuple(map(change, row)) for row in given) if isinstance(given, tuple) else change(given)
        for given in arguments
    )


# --- The views ---------------------------------------------------------------------------------
def serial_number(cell: Any) -> Any:
    """Make a date Excel's number of its day."""
    return float((cell - _DAY_0).days) if isinstance(cell, date) else cell


def _truth_as_number(cell: Any) -> Any:
    return float(cell) if isinstance(cell, bool) else cell


def _blank_as_empty_text(case: Case, found: Answer) -> Answer:
    if isinstance(found, tuple):
        return found
    return [["" if cell is None else cell for cell in row] for row in found]


def _error_without_sentence(case: Case, found: Answer) -> Answer:
    return (found[0], "") if isinstance(found, tuple) else found


def _error_cell_stops_the_call(case: Case, found: Answer) -> Answer:
    """Unless the argument is a reference, a lone cell's error is the answer, and one in a range Err:504."""
    spec = specs()[case.function.removeprefix(PREFIX)]
    for place, given in enumerate(case.arguments[: len(spec.parameters)]):
        if takes_reference(spec, place):
            continue
        if isinstance(given, ErrorCell):
            return str(given), ""
        if isinstance(given, tuple) and any(isinstance(cell, ErrorCell) for row in given for cell in row):
            return CANNOT_HAND_OVER, ""
    return found


def _wrong_number_stops_the_call(case: Case, found: Answer) -> Answer:
    """Too many arguments, or none where a reference belongs, is Err:504."""
    spec = specs()[case.function.removeprefix(PREFIX)]
    given = len(case.arguments)
    missing = any(takes_reference(spec, place) for place in range(given, len(spec.parameters)))
    return (CANNOT_HAND_OVER, "") if missing or given > len(spec.parameters) else found


def _blank_or_zero_in_doubt(case: Case, found: Answer) -> Answer:
    return ("#N/A", "") if case.id in IN_DOUBT else found


VIEWS: Mapping[str, View] = {
    "date_as_serial_number": View(cell=serial_number),
    "truth_as_number": View(cell=_truth_as_number),
    "blank_as_empty_text": View(answer=_blank_as_empty_text),
    "error_without_sentence": View(answer=_error_without_sentence),
    "error_cell_stops_the_call": View(answer=_error_cell_stops_the_call),
    "blank_or_zero_in_doubt": View(answer=_blank_or_zero_in_doubt),
    "wrong_number_stops_the_call": View(answer=_wrong_number_stops_the_call),
}
