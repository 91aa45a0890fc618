"""The workbook of all fields: names to copy into a template, what each holds, and an example of it.

Which fields there are is told by ``fields.known``; the examples are a school's and the municipality's of
the invented example dataset. A class's fields name pupils and have none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain
from xl_beregner.texts import language, say

_WIDTHS = (22, 40, 62, 26)
_DIGITS = 4
_LONGEST = 120  # letters of an example


def fields_book(kinds: Sequence[str]) -> bytes:
    """Build the workbook in the language spoken now, a sheet for each kind of unit."""
    book = Book(say("felter.titel"), say("felter.emne"), say("felter.side", side="&P", sider="&N"))
    for kind in kinds:
        _sheet(book, kind)
    return book.finished()


def _sheet(book: Book, kind: str) -> None:
    sheet = book.page(say(f"felter.ark.{kind}"), _WIDTHS)
    lines = [say("felter.saadan"), say("felter.svar"), say("felter.eksempel")]
    top = book.top(sheet, say(f"felter.overskrift.{kind}"), lines)
    headings = [say(f"felter.kolonne.{key}") for key in ("liste", "navn", "indhold", "eksempel")]
    columns = [
        Column(heading, width, style)
        for heading, width, style in zip(headings, _WIDTHS, ("again", "strong", "cell", "small"), strict=True)
    ]
    book.table(sheet, top, columns, list(_rows(kind)), frozen=2)


def _rows(kind: str) -> Iterator[list[Plain | Cell]]:
    from xl_beregner.fields import known_fields

    seen = _example(kind)
    for name, about in known_fields(kind=kind).items():
        table, has_table, column = name.partition("__")
        found = _of_list(seen, table, column) if has_table else seen.get(name)
        listed = table if has_table else say("felter.enkelt")
        yield [listed, f"felt_{name}", about, _shown(found)]


def _of_list(fields: Mapping[str, Any], table: str, column: str) -> Any:
    """Give the first value a column of the list has."""
    rows: Any = fields.get(table) or ()
    return next((row[column] for row in rows if row.get(column) is not None), None)


def _shown(value: Any) -> Plain:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, datetime.date)):
        return None
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    return round(value, _DIGITS) if isinstance(value, float) else value


def _example(kind: str) -> Mapping[str, Any]:
    """Give all fields of one unit of the example: those of a municipality are of several sheets."""
    if kind not in ("skole", "kommune"):
        return {}
    from xl_beregner.batch.shelf import EXAMPLE_YEAR, invented_of
    from xl_beregner.dataset import load_dataset
    from xl_beregner.fields import unit_fields

    source = unit_fields(load_dataset(invented_of(language())), EXAMPLE_YEAR, "fortrolig", kind)
    found: dict[str, Any] = {}
    for unit in source.units[: None if kind == "kommune" else 1]:
        for name, value in source.fields(unit.number).items():
            if found.get(name) in (None, []):
                found[name] = value
    return found
