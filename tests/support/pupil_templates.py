"""Small templates for classes and pupils, made by hand: what the shelf's are built of, on one page."""

from __future__ import annotations

import io
from collections.abc import Callable

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

RESULTS = ("elev_id", "elev_navn", "test", "score")


def class_template() -> bytes:
    """Make a class's template: its pupils' results, how many there are and their mean."""
    return _made("klasse", _class_sheet)


def pupil_template() -> bytes:
    """Make a pupil's template: a table that grows, a chart of it, names, a note, and a page about it all."""
    return _made("elev", _pupil_sheet, _about)


def _made(kind: str, *sheets: Callable[[Workbook], None]) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    for name, value in {"xb_skabelon": f"proeve_{kind}", "xb_version": "1", "xb_enhed": kind}.items():
        book.set_custom_property(name, value)
    for sheet in sheets:
        sheet(book)
    book.close()
    return stream.getvalue()


def _named(book: Workbook, sheet: Worksheet, name: str, area: str) -> None:
    book.define_name(name, f"='{sheet.name}'!{area}")


def _class_sheet(book: Workbook) -> None:
    sheet = book.add_worksheet("Klassens tal")
    sheet.protect()
    for row, (name, text) in enumerate({"skole_navn": "Skole", "klasse": "Klasse"}.items(), 1):
        sheet.write(row - 1, 0, text)
        _named(book, sheet, f"felt_{name}", f"$B${row}")
    for column, name in enumerate(RESULTS):
        letter = "ABCD"[column]
        sheet.write(5, column, name)
        _named(book, sheet, f"felt_resultater__{name}", f"${letter}$7:${letter}$406")
    sheet.write("A3", "Resultater")
    sheet.write_formula("B3", "=COUNT(D7:D406)")
    sheet.write("A4", "Middel")
    sheet.write_formula("B4", '=IF(B3=0,"",AVERAGE(D7:D406))')


def _pupil_sheet(book: Workbook) -> None:
    sheet = book.add_worksheet("Skole og hjem")
    sheet.protect()
    sheet.set_first_sheet()
    sheet.activate()
    sheet.write("A1", "Elevens tal")
    for row, name in enumerate(("elev_navn", "klasse", "elev_id"), 2):
        sheet.write(row - 1, 0, name)
        _named(book, sheet, f"felt_{name}", f"$B${row}")
    columns = [{"header": name} for name in ("test", "score")]
    columns.append({"header": "dobbelt", "formula": "=[@score]*2"})
    sheet.add_table("A7:C9", {"name": "Prøver", "columns": columns, "data": [["", ""], ["", ""]]})
    for name, letter in (("test", "A"), ("score", "B")):
        _named(book, sheet, f"felt_resultater__{name}", f"${letter}$8:${letter}$9")
    _named(book, sheet, "elevens_scorer", "$B$8:$B$9")
    sheet.write("E7", "Middel")
    sheet.write_formula("E8", '=IF(COUNT(elevens_scorer)=0,"",AVERAGE(elevens_scorer))')
    sheet.write_formula("E9", "=SUM(Prøver[dobbelt])")
    sheet.write_formula("E10", "='Skole og hjem'!B2")
    sheet.conditional_format("B8:B9", {"type": "cell", "criteria": ">", "value": "$E$8", "format": None})
    sheet.write_comment("A1", "Prøvernes navne står i vejledningen.")
    sheet.write_url("E12", "internal:'Skole og hjem'!A1", string="Til toppen")
    sheet.insert_textbox("G1", "", {"textlink": "='Skole og hjem'!$B$2"})
    sheet.print_area("A1:L30")
    sheet.repeat_rows(0)
    _chart(book, sheet)


def _chart(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "line"})
    place = f"='{sheet.name}'"
    chart.add_series(
        {"categories": f"{place}!$A$8:$A$9", "values": f"{place}!$B$8:$B$9", "name": f"{place}!$B$2"}
    )
    sheet.insert_chart("G4", chart, {"description": "Elevens score fra prøve til prøve"})


def _about(book: Workbook) -> None:
    sheet = book.add_worksheet("Om tallene")
    sheet.protect()
    for row, name in enumerate(("kilde_linje", "enhed_nr", "skoleaar"), 1):
        sheet.write(row - 1, 0, name)
        _named(book, sheet, f"felt_{name}", f"$B${row}")
