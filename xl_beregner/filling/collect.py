"""A workbook comes home: `read_returned` finds what stands under its names, wherever it was moved.

What it gives is described in `returned`; reading many, and what to think of them, is `batch`'s matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from xl_beregner.errors import Fault, OutputError, PackageError
from xl_beregner.filling.carry import KEY, key_text
from xl_beregner.filling.earlier import COLUMNS, Earlier, from_rows
from xl_beregner.filling.returned import Answers, Held, Returned
from xl_beregner.filling.returned_cells import read_cells, read_rows
from xl_beregner.filling.returned_names import Named, Names, read_names
from xl_beregner.ooxml.markup import no_search_for_garbage
from xl_beregner.ooxml.scan_book import ScannedBook

__all__ = ["Answers", "Held", "Returned", "collect_answers", "read_returned"]

PUPILS = "elever"
SHEET = "ark"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"


def read_returned(data: bytes, source: str) -> Returned:
    """Read a returned workbook; ``source`` is what its faults call it.

    Raises
    ------
    PackageError
        It is no workbook that can be read: damaged, encrypted, empty, too large.
    """
    if not data:
        raise PackageError("returned_tom_fil", fil=source)
    if _OPEN_DOCUMENT in data[:120]:
        raise PackageError("returned_ods", fil=source)
    try:
        with no_search_for_garbage():
            return _read(ScannedBook(data, source))
    except PackageError as error:
        error.facts.setdefault("fil", source)
        raise


def _read(book: ScannedBook) -> Returned:
    names = read_names(book)
    held = read_cells(book, names.found)
    return Returned(
        properties=_properties(book, names, held.figures),
        asked=tuple(held.asked),
        figures=tuple(held.figures),
        earlier=_earlier(book, names.earlier),
        faults=(*names.faults, *held.faults, *_copies(book, names, held.asked), *_added(book)),
        modified=book.modified,
    )


def collect_answers(workbook: str | os.PathLike[str] | bytes) -> Answers:
    """Read the answers of a workbook, as `Answers` describes them.

    Parameters
    ----------
    workbook : path or bytes
        The workbook as it came home, from Excel, LibreOffice or another program.

    Raises
    ------
    PackageError
        It is no workbook that can be read.
    OutputError
        The file is not there or may not be read.
    """
    if isinstance(workbook, bytes):
        return answers_of(read_returned(workbook, "workbook"))
    path = Path(workbook)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise OutputError("filling_fil_mangler", sti=str(path)) from error
    except OSError as error:
        raise OutputError("filling_kan_ikke_laeses", sti=str(path), grund=error.strerror or "") from error
    return answers_of(read_returned(data, path.name))


def answers_of(returned: Returned) -> Answers:
    """Lay the answers out as fields."""
    scopes = {held.scope for held in returned.asked}
    answers = _fields(held for held in returned.answers if not held.scope)
    pupils = returned.pupils
    rows = [
        {KEY: pupils.get(scope), SHEET: scope, **found}
        for scope in sorted(scopes - {""})
        if (found := _fields(held for held in returned.answers if held.scope == scope))
    ]
    if rows:
        answers[PUPILS] = rows
    return Answers(answers, returned.properties, returned.faults)


def _fields(answers: Iterable[Held]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for held in answers:
        if not held.table:
            fields[held.field] = held.value
            continue
        row = rows.setdefault((held.table, held.row), {KEY: held.key or None})
        row[held.field] = held.value
    for table, at in sorted(rows):
        fields.setdefault(table, []).append(rows[table, at])
    return fields


def _properties(book: ScannedBook, names: Names, figures: Iterable[Held]) -> dict[str, str]:
    """Tell whose workbook it is: by its document properties, else by the cells that say the same."""
    told = read_cells(book, names.properties.values()).figures
    found = {held.name: key_text(held.value) for held in told}
    # A program that keeps no values of formulas leaves the cell of the year blank.
    for name, field in (("xb_enhed_nr", "felt_enhed_nr"), ("xb_skoleaar", "felt_skoleaar")):
        values = (held.value for held in figures if held.name == field)
        found[name] = found.get(name) or key_text(next(values, None))
    found |= {name.casefold(): text.strip() for name, text in book.properties.items() if text.strip()}
    return {name: text for name, text in found.items() if name.startswith("xb_") and text}


def _earlier(book: ScannedBook, named: Named | None) -> tuple[Earlier, ...]:
    return from_rows(read_rows(book, named, len(COLUMNS))) if named else ()


def _copies(book: ScannedBook, names: Names, asked: Iterable[Held]) -> Iterator[Fault]:
    """Tell of copied sheets that hold other answers than their originals: those are not read."""
    originals = {(held.name, held.row): held for held in asked}
    differing: dict[str, list[Held]] = {}
    for held in read_cells(book, (copy for copy in names.copies if copy.is_answer)).asked:
        original = originals.get((held.name, held.row))
        if held.value is not None and (original is None or original.value != held.value):
            differing.setdefault(held.sheet, []).append(held)
    for sheet, found in differing.items():
        original = originals.get((found[0].name, found[0].row))
        facts = {"ark": sheet, "antal": len(found), "original": original.sheet if original else "?"}
        yield Fault("returned_ark_kopi", {**facts, "celle": found[0].cell}, "warning")


def _added(book: ScannedBook) -> Iterator[Fault]:
    """Tell of what a workbook should not bring along; none of it is opened."""
    kinds = {link.kind for link in book.links}
    if "vbaProject" in kinds:
        yield Fault("returned_makroer", {}, "warning")
    if "externalLink" in kinds:
        yield Fault("returned_eksterne_links", {}, "warning")
