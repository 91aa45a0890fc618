"""The proof that a workbook holds every answer it took over: in the cell it belongs in, or kept.

A worker proves what it has just made, `verify` what lies in a folder.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.refill.old_book import PUPILS, OldBook, Typed

if TYPE_CHECKING:
    from xl_beregner.filling.earlier import Earlier

Known = tuple[str, str, str, object]  # table, key, field and value


def known_in(books: Iterable[OldBook]) -> set[Known]:
    """Say all that stands in workbooks, whether in a cell of its own or on "Tidligere svar"."""
    return {one for book in books for one in (*_typed(book.answers), *kept(book.earlier))}


def wanted_of(book: OldBook) -> set[Known]:
    """Say all that must not be lost of a workbook."""
    return known_in([book])


def wanted_answers(answers: Mapping[str, Any], owner: str = "") -> Iterator[Known]:
    """Say the same of answers that are to be written."""
    for name, value in answers.items():
        if isinstance(value, (list, tuple)):
            for row in value:
                key = str(row.get("noegle") or "")
                for field, held in row.items():
                    if field != "noegle" and held is not None:
                        yield _of(Typed(name, key, 0, field, held, "", owner))
        elif value is not None:
            yield _of(Typed("", "", 0, name, value, "", owner))


def kept(archive: Iterable[Earlier]) -> Iterator[Known]:
    """Say the same of archived answers."""
    return ((one.table, one.key, one.field, _plain(one.value)) for one in archive)


def _typed(answers: Iterable[Typed]) -> Iterator[Known]:
    return (_of(one) for one in answers)


def _of(one: Typed) -> Known:
    if not one.owner:
        return (one.table, one.key, one.field, _plain(one.value))
    field = f"{one.table}__{one.field}" if one.table else one.field
    return (PUPILS, one.owner, field, _plain(one.value))


def _plain(value: Any) -> object:
    """Bring a value to what a cell can hold of it."""
    if isinstance(value, bool):
        return ("ja", value)
    if isinstance(value, datetime.datetime):
        moment = value.replace(tzinfo=None, microsecond=0)
        return moment.date() if moment.time() == datetime.time() else moment
    if isinstance(value, (int, float)):
        return round(float(value), 9)
    return str(value) if isinstance(value, str) else value
