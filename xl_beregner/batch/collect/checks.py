"""Whether answers make sense beside the figures they were given to: kinds, bounds, direction, noise.

A template is known by its lists: wherever ``svar_<list>__maal`` stands beside ``felt_<list>__baseline``,
a goal is agreed. The limits are those that were sent, never those in a cell that somebody changed. What
is begun and not finished is ``missing``'s matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xl_beregner.batch.collect.collected import Answer, Value
from xl_beregner.batch.collect.sent import SentUnit
from xl_beregner.batch.collect.typed import with_value
from xl_beregner.cells import is_error, parse_date, parse_number, parse_school_year, school_year
from xl_beregner.errors import CellError, Fault

PROGRESSION = "progression"  # the kind of goal that is a change and not a level, in all languages
_KINDS = frozenset({"niveau", "nivå", PROGRESSION})
_DECIMALS = 2  # of a figure told, where its own are not known
# The workbook rounds before it compares, so that 7.4 is not below 7.4.
_ROUNDED = 9

Limits = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers, as what they were meant, and what is odd about them."""

    answers: tuple[Answer, ...]
    remarks: tuple[Fault, ...]


def check_answers(answers: tuple[Answer, ...], sent: SentUnit, school_year_begins: int) -> Checked:
    """Read each answer as what its field asks for, and hold the goals against their figures."""
    read: list[Answer] = []
    remarks: list[Fault] = []
    for answer in answers:
        meant, odd = _as_meant(answer)
        read.append(meant)
        remarks += odd
    figures = _Figures(sent)
    kinds = {(a.table, a.key): str(a.value) for a in read if a.field == "maaltype"}
    for answer in read:
        remarks += _of_field(answer, figures, kinds, school_year_begins)
    return Checked(tuple(read), tuple(remarks))


# --- What a field asks for -------------------------------------------------------------------
def _as_meant(answer: Answer) -> tuple[Answer, list[Fault]]:
    reader = _reader(answer)
    if reader is None or is_error(answer.value) or answer.value is None:
        return answer, []
    try:
        return reader(answer)
    except CellError as error:
        key = _NOT_READ.get(error.key, "collect_ikke_tal")
        facts = _place(answer) | {"fundet": error.facts.get("fundet") or "…"}
        return answer, [Fault(key, facts, "warning")]


_NOT_READ = {"celle_ikke_dato": "collect_ikke_dato"}
Reader = Callable[[Answer], tuple[Answer, list[Fault]]]


def _reader(answer: Answer) -> Reader | None:
    if answer.table in ("aftale", "evaluering") and answer.field in ("maal", "justeret"):
        return _number
    if answer.table == "prognose" and answer.field == "chance":
        return _number
    return _date if answer.field.endswith("_dato") and not answer.table else None


def _number(answer: Answer) -> tuple[Answer, list[Fault]]:
    if isinstance(answer.value, date):
        # In a Danish Excel 7.4 is the seventh of April.
        return answer, [Fault("collect_blev_dato", _place(answer) | {"dato": _day(answer.value)}, "warning")]
    number = parse_number(answer.value)
    if number is None or not isinstance(answer.value, str):
        return answer, []
    told = Fault("collect_tal_som_tekst", _place(answer) | {"tal": number}, "warning")
    return with_value(answer, number, answer.value), [told]


def _date(answer: Answer) -> tuple[Answer, list[Fault]]:
    found = parse_date(answer.value)
    if found is None or isinstance(answer.value, date):
        return answer, []
    # A program that lost the cell's format leaves the day's serial number.
    return with_value(answer, found, answer.value if isinstance(answer.value, str) else ""), []


def _day(value: date) -> str:
    return value.strftime("%d-%m-%Y")


# --- What its figures allow ------------------------------------------------------------------
class _Figures:
    """The figures a goal is held against, as they were sent: by the list's key."""

    def __init__(self, sent: SentUnit) -> None:
        self._columns = sent.figures.get("", {})
        self._rows: dict[str, dict[str, int]] = {}

    def of(self, answer: Answer) -> Limits:
        """Find the numbers in an answer's row; those of the agreement where its own list has none."""
        return self._row("aftale", answer.key) | self._row(answer.table, answer.key)

    def _row(self, table: str, key: str) -> dict[str, float]:
        if table not in self._rows:
            keys = self._columns.get(f"felt_{table}__noegle", {})
            self._rows[table] = {str(one): row for row, one in keys.items() if one is not None}
        row = self._rows[table].get(key)
        if row is None:
            return {}
        prefix = f"felt_{table}__"
        return {
            name.removeprefix(prefix): float(column[row])
            for name, column in self._columns.items()
            if name.startswith(prefix) and _is_number(column.get(row))
        }


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _of_field(
    answer: Answer, figures: _Figures, kinds: Mapping[tuple[str, str], str], year: int
) -> Iterator[Fault]:
    if answer.field == "maaltype" and str(answer.value).strip().casefold() not in _KINDS:
        yield Fault("collect_maaltype", _place(answer), "warning")
    elif answer.field == "senest" or answer.field.endswith("_senest"):
        yield from _deadline(answer, year)
    elif answer.table == "prognose" and answer.field == "chance" and _is_number(answer.value):
        yield from _outside(answer, float(answer.value), {"mindste": 0, "stoerste": 1, "decimaler": 2})  # type: ignore[arg-type]
    elif answer.field in ("maal", "justeret") and answer.table and _is_number(answer.value):
        is_change = kinds.get((answer.table, answer.key), "").strip().casefold() == PROGRESSION
        yield from _goal(answer, figures.of(answer), is_change=is_change and answer.field == "maal")


def _deadline(answer: Answer, year: int) -> Iterator[Fault]:
    try:
        due = parse_school_year(None if isinstance(answer.value, date) else answer.value)
    except CellError:
        due = None
    if due is None:
        yield Fault("collect_ikke_skoleaar", _place(answer), "warning")
    elif due < year:
        facts = {"senest": school_year(due), "skoleaar": school_year(year)}
        yield Fault("collect_senest_foer", _place(answer) | facts, "warning")


def _goal(answer: Answer, limits: Limits, *, is_change: bool) -> Iterator[Fault]:
    """Say what the workbook itself says beside the goal, in the same order."""
    baseline = limits.get("baseline")
    level = _as_number(answer.value)
    if is_change:
        if baseline is None:
            return
        level += baseline
    outside = list(_outside(answer, level, limits))
    if outside or baseline is None:
        yield from outside
        return
    distance = limits.get("fortegn", 1.0) * (_shown(level, limits) - _shown(baseline, limits))
    target, known = _apart(level, baseline, limits)
    told = _place(answer) | {"maal": target, "baseline": known}
    if round(distance, _ROUNDED) < 0:
        way = "over" if limits.get("fortegn", 1.0) < 0 else "under"
        yield Fault(f"collect_forkert_vej_{way}", told, "warning")
    elif "synlig" in limits and round(abs(level - baseline) - limits["synlig"], _ROUNDED) < 0:
        facts = {"synlig": _told(limits["synlig"], limits, 1)}
        yield Fault("collect_under_stoej", told | facts, "warning")


def _shown(value: float, limits: Limits) -> float:
    """Round as the workbook shows it, a half away from zero; with decimals unknown, hardly at all."""
    near = round(value, _ROUNDED)
    if "decimaler" not in limits:
        return near
    last = Decimal(1).scaleb(-int(limits["decimaler"]))
    return float(Decimal(str(near)).quantize(last, ROUND_HALF_UP))


def _outside(answer: Answer, level: float, limits: Limits) -> Iterator[Fault]:
    lowest, highest = limits.get("mindste"), limits.get("stoerste")
    if (lowest is not None and level < lowest) or (highest is not None and level > highest):
        ends = {"mindste": "…" if lowest is None else lowest, "stoerste": "…" if highest is None else highest}
        target, _ = _apart(level, lowest if lowest is not None and level < lowest else highest or 0.0, limits)
        yield Fault("collect_uden_for", _place(answer) | {"maal": target} | ends, "warning")


def _apart(one: float, other: float, limits: Limits) -> tuple[float, float]:
    """Round two numbers as the figure is shown, or so far that they still differ."""
    for more in range(_ROUNDED):
        rounded = _told(one, limits, more), _told(other, limits, more)
        if rounded[0] != rounded[1]:
            return rounded
    return one, other


def _told(value: float, limits: Limits, more: int = 0) -> float:
    return round(value, int(limits.get("decimaler", _DECIMALS)) + more)


def _as_number(value: Value) -> float:
    assert isinstance(value, (int, float))
    return float(value)


def _place(answer: Answer) -> dict[str, Any]:
    return {"ark": answer.sheet, "celle": answer.cell, "navn": answer.label or answer.key or answer.field}
