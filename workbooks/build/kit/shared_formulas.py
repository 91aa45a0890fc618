"""Like formulas down a column written once: the file's own way to fill down, which XlsxWriter lacks.

Hundreds of rows with long formulas take a tenth of the room, and a fill copies so much less.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from xl_beregner.filling.formula_tree import shape_of

LEAST = 3  # rows that are worth a group
# What a builder writes where the formula is the one above, filled down: no name a workbook has.
AS_ABOVE = "som_ovenfor_"
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*)><f>([^<]*)</f>')
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")

Run = list[tuple[int, re.Match[bytes]]]


def share_formulas(data: bytes) -> bytes:
    """Write runs of like formulas of every sheet as shared ones; nothing else of the workbook changes."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if _SHEET.fullmatch(member.filename):
                content = _shared(content)
            entry = zipfile.ZipInfo(member.filename, member.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = member.external_attr
            target.writestr(entry, content, compresslevel=9)
    return result.getvalue()


def _shared(sheet: bytes) -> bytes:
    written: dict[int, bytes] = {}
    for number, run in enumerate(_runs(sheet)):
        column = run[0][1][1].decode()
        first, last = run[0][0], run[-1][0]
        for row, cell in run:
            mark = f'<f t="shared" si="{number}"'
            if row == first:
                mark = f'<f t="shared" ref="{column}{first}:{column}{last}" si="{number}"'
            text = b">" + cell[4] + b"</f>" if row == first else b"/>"
            opening = b'<c r="%s%s"%s>' % (cell[1], cell[2], cell[3])
            written[cell.start()] = opening + mark.encode() + text
    return _CELL.sub(lambda cell: written.get(cell.start(), cell[0]), sheet)


def _runs(sheet: bytes) -> Iterator[Run]:
    """Find formulas below each other that are copies of one, and call no function of ours.

    Ours are renamed, or become ordinary formulas, each by itself when a workbook is filled.
    """
    open_runs: dict[bytes, tuple[str, Run]] = {}
    for cell in _CELL.finditer(sheet):
        text, row = html.unescape(cell[4].decode()), int(cell[2])
        before = open_runs.get(cell[1])
        if before and text == AS_ABOVE:
            before[1].append((row, cell))
            continue
        shape = shape_of(text, row)
        if before and before[0] == shape and before[1][-1][0] == row - 1 and "BEREGNER_" not in text:
            before[1].append((row, cell))
            continue
        if before and len(before[1]) >= LEAST:
            yield before[1]
        open_runs[cell[1]] = (shape, [(row, cell)])
    yield from (run for _, run in open_runs.values() if len(run) >= LEAST)
