"""An answer that is kept though no cell asks for it any more: `Earlier`, one row of "Tidligere svar".

How the sheet is drawn is `earlier_sheet`'s matter, which answers end there `carry`'s.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xl_beregner.ooxml.encode import LONGEST_TEXT, UnfitValueError, plain

NAME = "tidligere_svar"  # the defined name on the rows, however the sheet is called
# The columns of those rows, from the left; `word` is the field in the reader's words and not read back.
COLUMNS = ("school_year", "label", "word", "value", "template", "table", "key", "field")

EarlierValue = str | float | int | bool | datetime.date | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """One archived answer."""

    school_year: str  # "2026/2027"
    template: str
    table: str  # "" for a single value
    key: str  # "" for a single value or the school's own row
    label: str  # the name of the row it stood in, for people
    field: str
    value: EarlierValue


def from_rows(rows: Sequence[Sequence[EarlierValue]]) -> tuple[Earlier, ...]:
    """Read rows of the sheet back, each with a value per column of `COLUMNS`; blank ones are none."""
    return tuple(found for row in rows if (found := _from_row(row)) is not None)


def _from_row(row: Sequence[EarlierValue]) -> Earlier | None:
    held = dict(zip(COLUMNS, row, strict=False))
    value = held.get("value")
    if value is None or value == "":
        return None
    return Earlier(
        school_year=_text(held.get("school_year")),
        template=_text(held.get("template")),
        table=_text(held.get("table")),
        key=_text(held.get("key")),
        label=_text(held.get("label")),
        field=_text(held.get("field")),
        value=value,
    )


def _text(value: EarlierValue) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def archived(
    year: str, template: str, table: str, key: str, label: str, field: str, value: Any
) -> Iterator[Earlier]:
    """Make an answer a row; what no cell can hold becomes text, one too long several rows."""
    one = Earlier(year, template, table, key, label, field, None)
    try:
        yield replace(one, value=plain(str(value) if isinstance(value, str) else value))
    except UnfitValueError:
        text = value.isoformat() if isinstance(value, datetime.date) else str(value)
        # Half of what a cell holds: Excel counts a sign outside the first 65,536 as two.
        pieces = range(0, len(text), LONGEST_TEXT // 2)
        for number, start in enumerate(pieces, 1):
            name = f"{field} ({number}/{len(pieces)})" if len(pieces) > 1 else field
            yield replace(one, field=name, value=text[start : start + LONGEST_TEXT // 2])


def laid_together(*groups: Iterable[Earlier]) -> tuple[Earlier, ...]:
    """Lay archives together; what stands in two of them is kept once.

    The newest year first, in it what was about the same thing together, as somebody reads it.
    """
    found: dict[tuple[object, ...], Earlier] = {}
    for one in (one for group in groups for one in group):
        found.setdefault(_identity(one), one)
    together = sorted(found.values(), key=lambda one: (one.template, one.key, one.table))
    return tuple(sorted(together, key=lambda one: one.school_year, reverse=True))


def _identity(one: Earlier) -> tuple[object, ...]:
    """Tell two archived answers apart; what a row was called then is not part of it."""
    value = float(one.value) if isinstance(one.value, int) and not isinstance(one.value, bool) else one.value
    return (one.school_year, one.template, one.table, one.key, one.field, type(value).__name__, value)
