"""Small templates with answers, made by hand: a school's agreement, a class's list, a pupil's page."""

from __future__ import annotations

import io
from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


def school_template(*, without: str = "", name: str = "proeve_aftale") -> bytes:
    """Make a school's agreement: words, a date, a target a row with its double; ``without`` a name."""
    stream, book, sheet = _begun(name, "skole")
    open_cell, date = (
        book.add_format({"locked": False}),
        book.add_format({"locked": False, "num_format": "dd-mm-yyyy"}),
    )
    names = {
        "felt_skole_navn": "$B$1", "felt_skoleaar": "$B$2", "felt_kommune_navn": "$B$3",
        "svar_leder": "$B$4", "svar_dato": "$B$5",
        "felt_aftale__noegle": "$A$8:$A$9", "felt_aftale__navn": "$B$8:$B$9",
        "felt_aftale__baseline": "$C$8:$C$9", "svar_aftale__maal": "$D$8:$D$9",
        "svar_aftale__tiltag": "$E$8:$E$9",
    }  # fmt: skip
    sheet.write_blank("B4", None, open_cell)
    sheet.write_blank("B5", None, date)
    heads = ("noegle", "navn", "baseline", "maal", "tiltag", "ændring")
    columns = [{"header": head} for head in heads[:-1]]
    columns.append({"header": heads[-1], "formula": '=IF([@maal]="","",[@maal]-[@baseline])'})
    sheet.add_table("A7:F9", {"name": "tbl_aftale", "columns": columns, "data": [[""] * 5] * 2})
    for row in (7, 8):
        for column in (3, 4):
            sheet.write_blank(row, column, None, open_cell)
    return _done(stream, book, sheet, {key: cell for key, cell in names.items() if key != without})


def class_template() -> bytes:
    """Make a class's list: a note a pupil, room for pupils of one's own, a word about the class."""
    stream, book, sheet = _begun("proeve_klasse", "klasse")
    open_cell = book.add_format({"locked": False})
    sheet.write_blank("B3", None, open_cell)
    for row in range(5, 15):
        sheet.write_blank(row, 2, None, open_cell)
    names = {
        "felt_skole_navn": "$B$1", "felt_klasse": "$B$2", "svar_om_klassen": "$B$3",
        "felt_klasseliste__noegle": "$A$6:$A$15", "felt_klasseliste__navn": "$B$6:$B$15",
        "svar_klasseliste__note": "$C$6:$C$15",
    }  # fmt: skip
    return _done(stream, book, sheet, names)


def pupil_template() -> bytes:
    """Make a pupil's page: the name and two answers."""
    stream, book, sheet = _begun("proeve_elev", "elev")
    open_cell = book.add_format({"locked": False})
    for cell in ("B4", "B5"):
        sheet.write_blank(cell, None, open_cell)
    names = {
        "felt_elev_navn": "$B$1", "felt_elev_id": "$B$2", "felt_klasse": "$B$3",
        "svar_samtale": "$B$4", "svar_hjem_hjemmet": "$B$5",
    }  # fmt: skip
    return _done(stream, book, sheet, names)


def _begun(name: str, kind: str) -> tuple[io.BytesIO, Workbook, Worksheet]:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    for key, value in {"xb_skabelon": name, "xb_version": "1", "xb_enhed": kind}.items():
        book.set_custom_property(key, value)
    sheet = book.add_worksheet("Ark")
    sheet.protect()
    return stream, book, sheet


def _done(stream: io.BytesIO, book: Workbook, sheet: Worksheet, names: Mapping[str, str]) -> bytes:
    for name, area in names.items():
        book.define_name(name, f"='{sheet.name}'!{area}")
    book.close()
    return stream.getvalue()
