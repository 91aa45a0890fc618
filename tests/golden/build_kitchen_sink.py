"""A template that holds every feature a fill must not lose, built the same way every time.

XlsxWriter writes what it can; ``shape_like_excel.py`` then gives the parts the shape Excel gives
them and adds what XlsxWriter cannot write. No Excel was at hand: what stands here imitates files
saved by Excel and proves that bytes are kept and changes are the meant ones, not what Excel thinks
of them. Also here: the fields that fill it.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import xlsxwriter
from golden.shape_like_excel import shape_like_excel
from support.engines import formulon_values
from support.parts import formula_addresses, read_parts
from support.values import Address, ErrorValue, Scalar

SUBJECTS = ["Læsning", "Matematik", "Engelsk", "Naturfag", "Håndværk og design"]
FIRST_PUPIL, PUPILS = 5, 30
FIRST_INDICATOR, INDICATORS = 5, 13

# LibreOffice 7.4 does not know LET.
UNKNOWN_TO_LIBREOFFICE = {("Forside", 10, 4)}
# What our recalculation need not know, but must then name and leave without a value: a dynamic
# array, LET, and a formula on names that are formulas themselves.
MAY_LACK_A_VALUE = {("Forside", 4, 4), ("Forside", 10, 4), ("Forside", 14, 2)}
SPILLED = {("Forside", row, 4) for row in (5, 6, 7)}  # what the dynamic array fills

CachedValues = dict[Address, float | str | bool | None]


def build_kitchen_sink(*, macros: bool = False) -> bytes:
    """Build the template; its formulas carry the values that belong to the unfilled cells."""
    without_values = shape_like_excel(_write(macros, {}))
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(without_values)
        file.flush()
        made_by_formulas = set(formula_addresses(read_parts(without_values)))
        values = {
            at: _as_written(value)
            for at, value in formulon_values(Path(file.name)).items()
            if at in made_by_formulas
        }
    return shape_like_excel(_write(macros, values))


def _as_written(value: Scalar) -> float | str | bool | None:
    if isinstance(value, ErrorValue):
        return value.code
    return int(value) if isinstance(value, float) and value.is_integer() else value


def kitchen_fields(pupils: int = PUPILS, seed: int = 1) -> dict[str, Any]:
    """Make fields for every name the template asks for, with unrounded numbers and blanks."""
    draw = random.Random(seed)
    return {
        "skole_navn": f"Skolen <Nord> & Søn nr. {seed}",
        "skole_nr": f"{100000 + seed}",
        "skoleaar": "2026/2027",
        "dato": dt.date(2026, 9, 28),
        "elevtal": 400 + seed,
        "bemaerkning": '=HYPERLINK("http://example.org","klik")',
        "tal": [
            {
                "noegle": f"ind{n:02d}",
                "navn": f"  Indikator {n} – æøå  ",
                "v1": draw.uniform(1, 100),
                "v2": None if n % 5 == 0 else draw.uniform(1, 100),
                "v3": None if n == 7 else draw.uniform(1, 100),
            }
            for n in range(1, INDICATORS + 1)
        ],
        "elever": [
            {
                "elev_id": f"{'+-=@'[n % 4]}elev{n:03d}" if n < 8 else f"elev{n:03d}",
                "fag": draw.choice(SUBJECTS),
                "start": draw.uniform(1, 99),
                "slut": None if n == 3 else draw.uniform(1, 99),
            }
            for n in range(pupils)
        ],
    }


def _write(macros: bool, values: CachedValues) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "Prøveskabelon", "created": dt.datetime(2026, 1, 1)})
    for name, value in (("xb_skabelon", "proeve"), ("xb_version", "1.0"), ("xb_enhed", "skole")):
        book.set_custom_property(name, value)
    sheets = {name: book.add_worksheet(name) for name in ("Forside", "Tal", "Elever", "Lister")}
    styles = _styles(book)
    _front(book, sheets["Forside"], styles, values)
    _indicators(sheets["Tal"], styles, values)
    _pupils(book, sheets["Elever"], styles, values)
    _lists(sheets["Lister"])
    _chartsheet(book)
    _names(book)
    if macros:
        _add_macros(book)
    book.close()
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 18}),
        "red": book.add_format({"font_color": "#C00000", "italic": True}),
        "text": book.add_format({"num_format": "@", "italic": True}),
        "number": book.add_format({"num_format": "#,##0.0", "bottom": 4}),
        "date": book.add_format({"num_format": "dd-mm-yyyy"}),
        "free": book.add_format({"bg_color": "#FFF9DB", "locked": False, "border": 1}),
        "head": book.add_format({"bold": True, "bottom": 1}),
        "warn": book.add_format({"bg_color": "#FBE3D6"}),
    }


def _front(book: Any, sheet: Any, styles: dict[str, Any], values: CachedValues) -> None:
    sheet.set_column("A:A", 28)
    sheet.set_column("B:B", 40)
    sheet.write_rich_string("A1", styles["title"], "Prøve", styles["red"], "skabelon", styles["title"])
    sheet.write_url("A2", "https://uddannelsesstatistik.dk/", string="Kilde: Uddannelsesstatistik.dk")
    labels = ["Skole", "Nummer", "Skoleår", "Dato", "Elevtal", "Bemærkning"]
    sheet.write_column("A4", labels)
    for row, style in enumerate(("title", "text", "text", "date", "number", "text"), start=3):
        sheet.write_blank(row, 1, None, styles[style])
    formulas = [
        '="Skole: "&B4',
        '=IF(B8>400,"stor","lille")',
        "=elev_antal*graense",
        "=SUM(Elever!D5:D34)",
        "=SUM(tblElever[slut])",
        '=COUNTIF(Elever!$F$5:$F$34,"over")',
        "=MAX(elev_begge)",
        "=Elever!C5",
        "=SUM(Elever!C5:C14)",
        "=AVERAGE(Elever!C5:C34)-SUM(Tal!C5:E17)",
        "=COUNTA(elev_hele)",
        "=1+1",
    ]
    for row, formula in enumerate(formulas, start=11):
        sheet.write_formula(row, 1, formula, None, values.get(("Forside", row + 1, 2), 0))
    sheet.write("A25", "Lederens ord")
    sheet.write_blank("B25", None, styles["free"])
    sheet.insert_checkbox("B26", False, styles["free"])
    sheet.write_dynamic_array_formula("D4:D7", "=Lister!C2:C5*2", None, values.get(("Forside", 4, 4), 0))
    for row in range(5, 8):
        sheet.write_number(row - 1, 3, _number(values, ("Forside", row, 4)))
    sheet.write_dynamic_array_formula(
        "D10", "=_xlfn.LET(_xlpm.x,B8,_xlpm.x*2)", None, values.get(("Forside", 10, 4), 0)
    )
    sheet.insert_image("F1", "logo.png", {"image_data": io.BytesIO(_png()), "description": "Kommunens logo"})
    sheet.insert_textbox(
        "F6", "Tal støtter en samtale; de afgør den aldrig.", {"description": "Læsevejledning"}
    )
    sheet.write_comment("B4", "Skolens navn som i Institutionsregisteret", {"author": "Forvaltningen"})
    sheet.data_validation("B25", {"validate": "length", "criteria": "<", "value": 2000})
    # Rules and a sparkline that look at the pupils from another sheet: they too must follow the rows.
    sheet.data_validation("B27", {"validate": "list", "source": "=Elever!$A$5:$A$34"})
    sheet.conditional_format(
        "B8", {"type": "formula", "criteria": "=$B$8>MAX(Elever!$D$5:$D$34)", "format": styles["warn"]}
    )
    sheet.add_sparkline("C15", {"range": "Elever!D5:D34", "type": "column"})
    sheet.protect("hemmelig", {"format_columns": True, "autofilter": True})
    _print_setup(sheet, "A1:H30")


def _indicators(sheet: Any, styles: dict[str, Any], values: CachedValues) -> None:
    sheet.merge_range("A1:H1", "Tal", styles["title"])
    sheet.write_row(
        "A4", ["noegle", "Indikator", "2023", "2024", "2025", "Ændring", "Udvikling"], styles["head"]
    )
    sheet.write("H4", "Kommentar", styles["head"])
    last = FIRST_INDICATOR + INDICATORS - 1
    for row in range(FIRST_INDICATOR, last + 1):
        # Cells of column D are absent in two rows, and column A has no cell at all: they must be inserted.
        for column in (1, 2, 3, 4):
            if not (column == 3 and row in (9, 12)):
                sheet.write_blank(row - 1, column, None, styles["text" if column == 1 else "number"])
        formula = f'=IF(OR(C{row}="",E{row}=""),"",E{row}-C{row})'
        sheet.write_formula(row - 1, 5, formula, styles["number"], values.get(("Tal", row, 6), ""))
        sheet.write_blank(row - 1, 7, None, styles["free"])
    sheet.write_number("C5", 99.9, styles["number"])  # an author's example figures must not stay
    sheet.write_string("B6", "Eksempel", styles["text"])
    sheet.write_number("E11", 99.9, styles["number"])
    sheet.add_sparkline("G5", {
        "location": [f"G{row}" for row in range(FIRST_INDICATOR, last + 1)],
        "range": [f"Tal!C{row}:E{row}" for row in range(FIRST_INDICATOR, last + 1)],
        "markers": True,
    })  # fmt: skip
    sheet.conditional_format("C5:E17", {"type": "3_color_scale"})
    sheet.conditional_format(
        "F5:F17", {"type": "cell", "criteria": "<", "value": 0, "format": styles["warn"]}
    )
    sheet.conditional_format("D5:D17", {"type": "data_bar", "data_bar_2010": True, "bar_color": "#7AA5C9"})
    sheet.set_column("A:A", 12, styles["text"])
    sheet.freeze_panes(4, 2)
    sheet.protect("hemmelig")
    _print_setup(sheet, "A1:H17")


def _pupils(book: Any, sheet: Any, styles: dict[str, Any], values: CachedValues) -> None:
    last = FIRST_PUPIL + PUPILS - 1
    sheet.write("A1", "Elever", styles["title"])
    sheet.write("A2", "Sum af slut")
    sheet.write_formula("B2", "=SUBTOTAL(109,tblElever[slut])", None, values.get(("Elever", 2, 2), 0))
    sheet.write_formula("D2", "=COUNT(D5:D34)", None, values.get(("Elever", 2, 4), 0))
    gain = "tblElever[[#This Row],[slut]]-tblElever[[#This Row],[start]]"
    sheet.add_table(f"A4:G{last}", {
        "name": "tblElever", "style": "Table Style Light 1",
        "columns": [{"header": h} for h in ("elev_id", "fag", "start", "slut")]
        + [{"header": "fremgang", "formula": gain, "format": styles["number"]}]
        + [{"header": "niveau", "formula": 'IF(D5>=50,"over","under")'}, {"header": "tendens"}],
    })  # fmt: skip
    for row in range(FIRST_PUPIL, last + 1):
        # Column B has a column style only: its cells do not exist and must be inserted with that style.
        sheet.write_blank(row - 1, 0, None, styles["text"])
        for column in (2, 3):
            sheet.write_blank(row - 1, column, None, styles["number"])
        sheet.write_formula(row - 1, 4, f"={gain}", styles["number"], values.get(("Elever", row, 5), 0))
        level = f'=IF(D{row}>=50,"over","under")'
        sheet.write_formula(row - 1, 5, level, None, values.get(("Elever", row, 6), ""))
        sheet.write_blank(row - 1, 6, None, styles["number"])
    sheet.set_column("B:B", 16, styles["text"])
    sheet.add_sparkline("G5", {
        "location": [f"G{row}" for row in range(FIRST_PUPIL, last + 1)],
        "range": [f"Elever!C{row}:D{row}" for row in range(FIRST_PUPIL, last + 1)],
    })  # fmt: skip
    sheet.conditional_format(
        f"C5:D{last}", {"type": "cell", "criteria": ">", "value": 90, "format": styles["warn"]}
    )
    sheet.conditional_format(
        f"A5:F{last}", {"type": "formula", "criteria": "=$D5<$C5", "format": styles["red"]}
    )
    above = f"=$D5>AVERAGE($D$5:$D${last})"
    sheet.conditional_format(f"D5:D{last}", {"type": "formula", "criteria": above, "format": styles["warn"]})
    once = {"validate": "custom", "value": f"=COUNTIF($A$5:$A${last},A5)=1"}
    sheet.data_validation(f"A5:A{last}", once)
    sheet.conditional_format(f"E5:E{last}", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation(
        f"C5:D{last}", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    )
    _line_chart(book, sheet, last)
    _scatter_chart(book, sheet, last)
    sheet.freeze_panes(4, 1)
    _print_setup(sheet, f"A1:G{last}")


def _line_chart(book: Any, sheet: Any, last: int) -> None:
    chart = book.add_chart({"type": "line"})
    for column, name in (("C", "start"), ("D", "slut")):
        chart.add_series({
            "name": f"=Elever!${column}$4",
            "categories": f"=Elever!$A$5:$A${last}",
            "values": f"=Elever!${column}$5:${column}${last}",
            **({"data_labels": {"value": True}} if name == "slut" else {}),
        })  # fmt: skip
    chart.set_title({"name": "=Forside!$B$4"})
    sheet.insert_chart("I2", chart, {"description": "Start og slut for hver elev"})


def _scatter_chart(book: Any, sheet: Any, last: int) -> None:
    chart = book.add_chart({"type": "scatter"})
    chart.add_series({
        "categories": f"=Elever!$C$5:$C${last}",
        "values": f"=Elever!$D$5:$D${last}",
        "trendline": {"type": "linear"},
    })  # fmt: skip
    sheet.insert_chart("I18", chart, {"description": "Slut mod start med tendenslinje"})


def _chartsheet(book: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "categories": "=Elever!$A$5:$A$34",
        "values": "=Elever!$E$5:$E$34",
        "data_labels": {"value": True, "num_format": "0.0"},
    })  # fmt: skip
    chart.add_series(
        {"categories": "=Elever!$A$5:$A$14", "values": "=Elever!$C$5:$C$14", "name": "de første ti"}
    )
    book.add_chartsheet("Diagramark").set_chart(chart)


def _lists(sheet: Any) -> None:
    sheet.write_row("A1", ["fag", "under_middel", "graense"])
    sheet.write_column("A2", SUBJECTS)
    sheet.write_column("C2", [0, 33, 67, 90])


def _names(book: Any) -> None:
    scalars = ("skole_navn", "skole_nr", "skoleaar", "dato", "elevtal", "bemaerkning")
    for row, name in enumerate(scalars, start=4):
        book.define_name(f"felt_{name}", f"=Forside!$B${row}")
    for letter, name in zip("ABCDE", ("noegle", "navn", "v1", "v2", "v3"), strict=True):
        book.define_name(f"felt_tal__{name}", f"=Tal!${letter}$5:${letter}$17")
    for letter, name in zip("ABCD", ("elev_id", "fag", "start", "slut"), strict=True):
        book.define_name(f"felt_elever__{name}", f"=Elever!${letter}$5:${letter}$34")
    book.define_name("svar_leder_ord", "=Forside!$B$25")
    book.define_name("svar_laest", "=Forside!$B$26")
    book.define_name("svar_tal__kommentar", "=Tal!$H$5:$H$17")
    book.define_name("elev_start", "=Elever!$C$5:$C$34")
    book.define_name("elev_begge", "=Elever!$C$5:$D$34")
    book.define_name("elev_hele", "=Elever!$A$5:$G$34")
    book.define_name("elev_foerste", "=Elever!$C$5:$C$14")
    book.define_name("elev_antal", "=COUNT(Elever!$C$5:$C$34)")
    book.define_name("graense", "=50")
    book.define_name("fordobl", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)")


def _print_setup(sheet: Any, area: str) -> None:
    sheet.print_area(area)
    sheet.repeat_rows(3)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LPrøveskabelon&RSide &P af &N")


def _add_macros(book: Any) -> None:
    """Add a stand-in for a macro project: the head of an OLE file, never run, only to be kept."""
    project = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + random.Random(7).randbytes(2048)
    book.add_vba_project(io.BytesIO(project), True)
    book.set_vba_name()
    for sheet in book.worksheets():
        sheet.set_vba_name()


def _number(values: CachedValues, address: Address) -> float:
    value = values.get(address, 0)
    return value if isinstance(value, (int, float)) else 0.0


def _png() -> bytes:
    """Draw a small blue square, without a picture library."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    side = 32
    rows = (b"\x00" + b"\x1f\x4e\x79" * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
