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
        "felt_elevtal": "$D$1",
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


def history_template(*, name: str = "proeve_samtale", answers: str = "aar") -> bytes:
    """Make a school's yearly talk: words with last year's beside them, and two sheets that may be left out.

    ``answers`` is what the template says of how long they hold (``xb_svar``).
    """
    stream, book, front = _begun(name, "skole", "Samtale")
    if answers:
        book.set_custom_property("xb_svar", answers)
    open_cell = book.add_format({"locked": False})
    date, open_date = (
        book.add_format({"num_format": "dd-mm-yyyy", "locked": is_locked}) for is_locked in (True, False)
    )
    for row in (4, 5, 7):
        front.write_blank(row, 1, None, open_cell)
    front.write_blank("B7", None, open_date)
    front.write_blank("C7", None, date)
    plan, last = (book.add_worksheet(title) for title in ("Plan", "Sidste år"))
    for row, title in enumerate((plan.name, last.name), 9):
        front.write_url(row, 0, f"internal:'{title}'!A1", string=f"Se {title}")
    front.write_url("A12", "internal:'Samtale'!A1", string="Op")
    heads = ("noegle", "navn", "tiltag", "status")
    for sheet, table, unlocked in ((plan, "tbl_plan", 2), (last, "tbl_sidst", 3)):
        sheet.protect()
        columns = [{"header": head} for head in heads]
        sheet.add_table("A3:D5", {"name": table, "columns": columns, "data": [[""] * 4] * 2})
        sheet.write_formula("F1", f"=COUNTA({table}[tiltag])")
        for row in (3, 4):
            sheet.write_blank(row, unlocked, None, open_cell)
    names = {
        "felt_skole_navn": "B1", "felt_skoleaar": "B2", "felt_kommune_navn": "B3", "felt_forrige_linje": "C1",
        "felt_forrige_skoleaar": "C2", "svar_indsats": "B5", "felt_forrige_indsats": "C5",
        "svar_skoleleder": "B6", "svar_samtale_dato": "B7", "felt_forrige_samtale_dato": "C7",
        "svar_ord": "B8",
    }  # fmt: skip
    for key, cell in names.items():
        book.define_name(key, f"='Samtale'!${cell[0]}${cell[1:]}")
    for sheet, begin, kind in (
        (plan, "aftale", "svar_aftale"),
        (last, "forrige_aftale", "felt_forrige_aftale"),
    ):
        named = (f"felt_{begin}__noegle", f"felt_{begin}__navn", f"{kind}__tiltag")
        for column, key in zip("ABC", named, strict=True):
            book.define_name(key, f"='{sheet.name}'!${column}$4:${column}$5")
        book.define_name(f"udelad_{begin}", f"='{sheet.name}'!$A$1")
    book.define_name("svar_forrige_aftale__status", f"='{last.name}'!$D$4:$D$5")
    book.close()
    return stream.getvalue()


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


def _begun(name: str, kind: str, title: str = "Ark") -> tuple[io.BytesIO, Workbook, Worksheet]:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    for key, value in {"xb_skabelon": name, "xb_version": "1", "xb_enhed": kind}.items():
        book.set_custom_property(key, value)
    sheet = book.add_worksheet(title)
    sheet.protect()
    return stream, book, sheet


def _done(stream: io.BytesIO, book: Workbook, sheet: Worksheet, names: Mapping[str, str]) -> bytes:
    for name, area in names.items():
        book.define_name(name, f"='{sheet.name}'!{area}")
    book.close()
    return stream.getvalue()
