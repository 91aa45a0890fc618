"""The overview workbook of a run: a row per unit with its status in words, its remarks and a link.

Made from the manifest's records alone, so the same manifest gives the same bytes.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import math
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.folder import UNITS
from xl_beregner.batch.manifest import Missing, Record, RunIdentity
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    ("nummer", 11), ("navn", 38), ("klasse", 10), ("elev", 16), ("status", 25), ("bemaerkninger", 62),
    ("skjulte", 10), ("fil", 14),
)  # fmt: skip
Columns = Sequence[tuple[str, int]]  # key and width
# What only some kinds of unit have.
_ONLY_OF = {"klasse": ("klasse", "elev"), "elev": ("elev",), "skjulte": ("skole",)}
_HEADER_ROW = 3
_REMARKS_SHOWN = 6
_LINE_POINTS = 14.5
_LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
_FIXED = datetime.datetime(2000, 1, 1)  # a clock would make two equal runs differ
# A school may be called "=1+1".
_TEXT_STAYS_TEXT = ("strings_to_formulas", "strings_to_numbers", "strings_to_urls")

# Text on tint, at least 4.5:1; the word and the icon carry the meaning, the colour only helps.
_STATUS_LOOK = {
    "klar": ("#1B5E20", "#E8F3E8"),
    "bemaerk": ("#7A4B00", "#FFF4D6"),
    "mangler": ("#9B1C1C", "#FBE9E7"),
    "udgaaet": ("#44546A", "#ECEFF3"),
}


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
    from xlsxwriter.workbook import Workbook

    rows = _rows(records, missing, every_unit)
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True} | dict.fromkeys(_TEXT_STAYS_TEXT, False))
    title = say("batch.oversigt.titel")
    book.set_properties(
        {"title": title, "subject": run.municipality, "created": _FIXED, "author": "xl-beregner"}
    )
    sheet = book.add_worksheet(say("batch.oversigt.ark"))
    columns = [(key, width) for key, width in _COLUMNS if run.kind in _ONLY_OF.get(key, (run.kind,))]
    _page(sheet, len(rows), columns)
    _head(book, sheet, run, rows, columns)
    _body(book, sheet, rows, columns)
    book.close()
    data = _with_slashes(stream)
    return Overview(data, hashlib.sha256(data).hexdigest())


def _with_slashes(stream: io.BytesIO) -> bytes:
    """Turn the links' backslashes round: Excel takes either, LibreOffice off Windows only these."""
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            target.writestr(member, data.replace(b"\\", b"/") if member.filename == _LINKS else data)
    return made.getvalue()


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
    return sorted(rows, key=lambda row: (row.number, _in_order(row.class_group), row.pupil))


def _whose(unit: Record | Missing) -> tuple[str, str, str, str]:
    """Tell whose a file is: the school's number and name, the class, the pupil's id."""
    below = "".join(f"/{part}" for part in (unit.class_group, unit.pupil) if part)
    return (unit.unit.removesuffix(below), unit.name, unit.class_group, unit.pupil)


def _in_order(class_group: str) -> tuple[int, str]:
    """Put class 10A after 9B."""
    rest = class_group.lstrip("0123456789")
    digits = class_group[: len(class_group) - len(rest)]
    return (int(digits) if digits else -1, rest)


def _page(sheet: Worksheet, count: int, columns: Columns) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer("&L&8&A&R&8" + say("batch.oversigt.side", side="&P", sider="&N"))
    sheet.hide_gridlines(2)
    sheet.freeze_panes(_HEADER_ROW + 1, [key for key, _ in columns].index("status"))
    last = _HEADER_ROW + max(count, 1)
    sheet.autofilter(_HEADER_ROW, 0, last, len(columns) - 1)
    sheet.print_area(0, 0, last, len(columns) - 1)
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)


def _head(book: Workbook, sheet: Worksheet, run: RunIdentity, rows: Sequence[_Row], columns: Columns) -> None:
    title = book.add_format({"bold": True, "font_size": 16, "font_color": "#1B2A41"})
    quiet = book.add_format({"font_color": "#5B6779"})
    header = book.add_format(
        {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "text_wrap": True, "valign": "vcenter"}
    )
    ready = sum(1 for row in rows if row.status in ("klar", "bemaerk"))
    unmade = sum(1 for row in rows if row.status == "mangler")
    sheet.write_string(0, 0, say("batch.oversigt.titel"), title)
    sheet.set_row(0, 24)
    edition = say(f"batch.udgave.{run.edition}")
    facts = {"kommune": run.municipality, "skabelon": run.template, "skoleaar": run.school_year}
    sheet.write_string(1, 0, say("batch.oversigt.hvad", udgave=edition, **facts), quiet)
    sheet.write_string(2, 0, say("batch.oversigt.antal", klar=ready, mangler=unmade), quiet)
    for column, (key, _) in enumerate(columns):
        sheet.write_string(_HEADER_ROW, column, say(f"batch.oversigt.kolonne.{key}"), header)
    sheet.set_row(_HEADER_ROW, 32)


def _body(book: Workbook, sheet: Worksheet, rows: Sequence[_Row], columns: Columns) -> None:
    line: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": "#D9DEE5"}
    looks = {
        "": book.add_format(line),
        "navn": book.add_format(line | {"text_wrap": True}),
        "bemaerkninger": book.add_format(line | {"text_wrap": True}),
        "skjulte": book.add_format(line | {"align": "center"}),
        "fil": book.add_format(line | {"font_color": "#0B5394", "underline": 1}),
    }
    for status, (ink, tint) in _STATUS_LOOK.items():
        looks[status] = book.add_format(line | {"bold": True, "font_color": ink, "bg_color": tint})
    for index, row in enumerate(rows, _HEADER_ROW + 1):
        _write_row(sheet, index, row, columns, looks)


def _write_row(
    sheet: Worksheet, index: int, row: _Row, columns: Columns, looks: Mapping[str, Format]
) -> None:
    words = {
        "nummer": row.number,
        "navn": row.name,
        "klasse": row.class_group,
        "elev": row.pupil,
        "status": say(f"batch.oversigt.status.{row.status}"),
        "bemaerkninger": "\n".join(_shortened(row.remarks)),
    }
    for at, (key, _) in enumerate(columns):
        look = looks.get(row.status if key == "status" else key, looks[""])
        if key == "skjulte" and row.hidden:
            sheet.write_number(index, at, row.hidden, look)
        elif key == "fil" and row.file:
            # Relative, so that the folder can be moved; "external:" is XlsxWriter's word for a file.
            address = f"external:../{UNITS}/{row.file}"
            sheet.write_url(index, at, address, look, say("batch.oversigt.aabn"), row.file[:250])
        elif key in words:
            sheet.write_string(index, at, words[key], look)
        else:
            sheet.write_blank(index, at, None, looks[""])
    # Readers disagree on when a wrapped row grows by itself.
    lines = [_lines(words[key], width) for key, width in columns if key in ("navn", "bemaerkninger")]
    sheet.set_row(index, max(1, *lines) * _LINE_POINTS + 3)


def _shortened(remarks: tuple[str, ...]) -> tuple[str, ...]:
    if len(remarks) <= _REMARKS_SHOWN:
        return remarks
    shown = remarks[: _REMARKS_SHOWN - 1]
    return (*shown, say("batch.oversigt.flere", antal=len(remarks) - len(shown)))


def _lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(len(part) / (width * 1.15))) for part in text.split("\n"))
