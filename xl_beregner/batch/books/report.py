"""The overview workbook of a run: a row per unit with its status in words, its remarks and a link.

Made from the manifest's records alone, so the same manifest gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain
from xl_beregner.batch.books.look_cells import Row as Cells
from xl_beregner.batch.folder import UNITS
from xl_beregner.batch.manifest import Missing, Record, RunIdentity
from xl_beregner.batch.names import in_class_order
from xl_beregner.texts import say

_COLUMNS = (
    ("nummer", 11), ("navn", 38), ("klasse", 10), ("elev", 16), ("status", 25), ("bemaerkninger", 62),
    ("skjulte", 10), ("fil", 14),
)  # fmt: skip
# What only some kinds of unit have.
_ONLY_OF = {"klasse": ("klasse", "elev"), "elev": ("elev",), "skjulte": ("skole",)}
_STYLES = {"nummer": "line", "klasse": "line", "elev": "line", "skjulte": "middle", "fil": "link"}
_REMARKS_SHOWN = 6
_TINTS = {"klar": "good", "bemaerk": "look", "mangler": "bad", "udgaaet": "gone"}


@dataclass(frozen=True, slots=True)
class Overview:
    """The workbook's bytes and their hash."""

    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: str  # of the school
    name: str
    class_group: str
    pupil: str
    status: str
    remarks: tuple[str, ...]
    hidden: int
    file: str  # empty: nothing to link to


def overview_bytes(
    run: RunIdentity, records: Sequence[Record], missing: Sequence[Missing], every_unit: Collection[str]
) -> Overview:
    """Build the overview in the language spoken now."""
    rows = _rows(records, missing, every_unit)
    keys = [key for key, _ in _COLUMNS if run.kind in _ONLY_OF.get(key, (run.kind,))]
    columns = [
        Column(say(f"batch.oversigt.kolonne.{key}"), width, _STYLES.get(key, "cell"))
        for key, width in _COLUMNS
        if key in keys
    ]
    title = say("batch.oversigt.titel")
    book = Book(title, run.municipality, say("batch.oversigt.side", side="&P", sider="&N"))
    sheet = book.page(say("batch.oversigt.ark"), [column.width for column in columns])
    top = book.top(sheet, title, _said(run, rows), has_air=False)
    book.table(sheet, top, columns, [_cells(row, keys) for row in rows], frozen=keys.index("status"))
    data = book.finished()
    return Overview(data, hashlib.sha256(data).hexdigest())


def _said(run: RunIdentity, rows: Sequence[_Row]) -> list[str]:
    ready = sum(1 for row in rows if row.status in ("klar", "bemaerk"))
    unmade = sum(1 for row in rows if row.status == "mangler")
    edition = say(f"batch.udgave.{run.edition}")
    facts = {"kommune": run.municipality, "skabelon": run.template, "skoleaar": run.school_year}
    return [
        say("batch.oversigt.hvad", udgave=edition, **facts),
        say("batch.oversigt.antal", klar=ready, mangler=unmade),
    ]


def _rows(records: Sequence[Record], missing: Sequence[Missing], every_unit: Collection[str]) -> list[_Row]:
    unmade = {one.unit for one in missing}
    rows: list[_Row] = []
    for record in records:
        if record.unit in unmade:
            continue
        remarks = tuple(remark.text for remark in record.warnings)
        status = "bemaerk" if remarks else "klar"
        if record.unit not in every_unit:
            status, remarks = "udgaaet", (say("batch.oversigt.ikke_i_datasaettet"), *remarks)
        rows.append(_Row(*_whose(record), status, remarks, len(record.suppressed), record.file))
    older = {record.unit: record.file for record in records}
    rows += [_Row(*_whose(one), "mangler", (one.reason,), 0, older.get(one.unit, "")) for one in missing]
    return sorted(rows, key=lambda row: (row.number, in_class_order(row.class_group), row.pupil))


def _whose(unit: Record | Missing) -> tuple[str, str, str, str]:
    """Tell whose a file is: the school's number and name, the class, the pupil's id."""
    below = "".join(f"/{part}" for part in (unit.class_group, unit.pupil) if part)
    return (unit.unit.removesuffix(below), unit.name, unit.class_group, unit.pupil)


def _cells(row: _Row, keys: Sequence[str]) -> Cells:
    said: dict[str, Plain | Cell] = {
        "nummer": row.number,
        "navn": row.name,
        "klasse": row.class_group,
        "elev": row.pupil,
        "status": Cell(say(f"batch.oversigt.status.{row.status}"), _TINTS[row.status]),
        "bemaerkninger": "\n".join(_shortened(row.remarks)),
        "skjulte": row.hidden or None,
        # Relative, so that the folder can be moved.
        "fil": Cell(say("batch.oversigt.aabn"), "link", link=f"../{UNITS}/{row.file}") if row.file else None,
    }
    return [said[key] for key in keys]


def _shortened(remarks: tuple[str, ...]) -> tuple[str, ...]:
    if len(remarks) <= _REMARKS_SHOWN:
        return remarks
    shown = remarks[: _REMARKS_SHOWN - 1]
    return (*shown, say("batch.oversigt.flere", antal=len(remarks) - len(shown)))
