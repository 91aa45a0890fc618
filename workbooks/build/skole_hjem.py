"""The template `skole_hjem`: one page about one pupil, for the talk between school and parents.

One sheet and no more, so that a class's workbook can hold a copy of it for each pupil. All it says comes
in whole sentences (``fields.home``); here are its places, its curve and the cells the teacher writes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.look import BLUE, BROWN, GREEN, GREY, HAIR, WHITE, Book, area, page
from xl_beregner.fields.known.home import LISTS, ROWS, SUBJECTS

VERSION = "1.0"

_WIDTHS = (21, 92)  # in characters: the words, what they stand for
_HELP = 3  # the first column of the cells that are not printed
_CHART_HEIGHT = 162.0  # points
_SENTENCE, _ANSWER = 63.0, 52.0  # four lines at most, three to write in
_YEARS = '[<2]"";yyyy'  # a picture without points would say 1900
_MARKS = {"▲": GREEN, "▼": BROWN, "◆": GREY}
# How cells of the page differ from the shared look: name of the style there, and what is changed.
_LOOKS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "strong": ("plain", {"bold": True, "font_size": 12}),
    "sentence": ("plain", {"valign": "top", "font_size": 12}),
    "meaning": ("plain", {"font_size": 12}),
    "small": ("plain", {"font_size": 9, "font_color": GREY}),
    "missing": ("plain", {"align": "center", "font_color": GREY}),
    "line": ("plain", {"text_wrap": False, "font_size": 10}),
    "beside": ("section", {"bold": False, "font_size": 10, "font_color": GREY}),
    "help_date": ("help", {"num_format": "dd-mm-yyyy"}),
}
_POINTS = ("k_dato", "k_nedre", "k_bredde", "k_midte")


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("skole_hjem.da.toml")
    book.describe({"xb_skabelon": "skole_hjem", "xb_version": VERSION, "xb_enhed": "elev"})
    sheet = page(book, book.words["ark"]["navn"], row_height=18, writes=True, pages=1)
    sheet.set_portrait()
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    # No page number: in a class's workbook it would tell how many there are.
    sheet.set_footer(f"&L&8&A   ·   {book.words['faelles']['udskrevet']}")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(_HELP - 1, _HELP - 1, 3)
    _who(book, sheet)
    row = _subjects(book, sheet, 4)
    chart_row = row + 1
    row = _curve(book, sheet, row)
    row = _results(book, sheet, row)
    _chart(book, sheet, chart_row, row - ROWS)
    row = _meaning(book, sheet, row)
    row = _talk(book, sheet, row)
    last = _about(book, sheet, row)
    sheet.print_area(0, 0, last, 1)
    sheet.activate()
    return book.finished()


def _who(book: Book, sheet: Worksheet) -> None:
    """Write whose page it is: name, class, school, year; and that it is an example, where it is one."""
    words = book.words["ark"]
    sheet.write_string(0, _HELP, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for row, name in enumerate(("elev_navn", "elev_id", "klasse", "skole_navn", "skoleaar"), start=1):
        _field(book, sheet, row, _HELP, name, "help")
    at = "$D${}".format
    sheet.set_row(0, 32)
    named = f'=IF({at(2)}="",{at(3)}&"",{at(2)})'
    sheet.write_formula(0, 0, named, book.style("title", font_size=20), "")
    said = (
        f'=IF({at(4)}="","","{words["klasse"]} "&{at(4)}&" · ")&{at(5)}'
        f'&IF({at(6)}="",""," · {words["skoleaar"]} "&{at(6)})'
    )
    sheet.set_row(1, 20)
    sheet.write_formula(1, 0, said, book.style("lead"), "")
    sheet.set_row(2, 18)
    _field(book, sheet, 2, 0, "eksempel", "warning")
    sheet.set_row(3, 4)


def _subjects(book: Book, sheet: Worksheet, row: int) -> int:
    """Write what the tests show: a word and whole sentences a subject."""
    _section(book, sheet, row, book.words["ark"]["viser"])
    for number in SUBJECTS:
        row += 1
        sheet.set_row(row, 22)
        _field(book, sheet, row, 0, f"hjem_fag_{number}", "strong")
        _field(book, sheet, row, 1, f"hjem_status_{number}", "strong")
        for mark, ink in _MARKS.items():
            sheet.conditional_format(
                row, 1, row, 1,
                {"type": "text", "criteria": "begins with", "value": mark,
                 "format": book.rule(font_color=ink)},
            )  # fmt: skip
        row += 1
        sheet.set_row(row, _SENTENCE)
        _field(book, sheet, row, 1, f"hjem_saetning_{number}", "sentence")
    return row + 1


def _curve(book: Book, sheet: Worksheet, row: int) -> int:
    """Leave room for the curve; behind it stands why there is none."""
    _section(book, sheet, row, book.words["ark"]["kurven"])
    _field(book, sheet, row, 1, "hjem_kurve_titel", "beside")
    sheet.set_row(row + 1, _CHART_HEIGHT)
    _field(book, sheet, row + 1, 1, "hjem_kurve_mangler", "missing")
    sheet.set_row(row + 2, 40)
    _field(book, sheet, row + 2, 1, "hjem_kurve_laes", "small")
    return row + 3


def _results(book: Book, sheet: Worksheet, row: int) -> int:
    """Write the newest results as lines; beside them, unprinted, the points of the curve."""
    words = book.words["ark"]
    _section(book, sheet, row, words["resultater"], words["nyeste"])
    first, last = row + 1, row + ROWS
    columns = {"tid": 0, "linje": 1} | {key: _HELP + at for at, key in enumerate(_POINTS)}
    if set(columns) != set(LISTS["hjem"]):
        raise ValueError("the list of the page has other columns than its fields")
    for key, column in columns.items():
        if column >= _HELP:
            sheet.write_string(row, column, key, book.style("help_head"))
        style = "help_date" if key == "k_dato" else "help" if column >= _HELP else "line"
        for place in range(first, last + 1):
            sheet.write_blank(place, column, None, _style(book, style))
        book.name(f"felt_hjem__{key}", sheet, first, column, last)
    for place in range(first, last + 1):
        sheet.set_row(place, 16)
    return last + 1


def _chart(book: Book, sheet: Worksheet, row: int, first: int) -> None:
    """Draw the curve on its band, days apart as they were; what has no points is an empty picture.

    The band stands on a part nobody sees. Rows left over repeat the last point on its day, and so hide
    behind it. Heights are 0-100 whatever the scale: the figures stand in the lines below.
    """
    words = book.words["ark"]
    last = first + ROWS - 1
    day, low, width, middle = ("=" + area(sheet, first, _HELP + at, last, _HELP + at) for at in range(4))
    chart = book.file.add_chart({"type": "area", "subtype": "stacked"})
    none = {"none": True}
    chart.add_series({"name": words["serie_bund"], "categories": day, "values": low,
                      "fill": none, "border": none})  # fmt: skip
    chart.add_series({"name": words["serie_baand"], "categories": day, "values": width,
                      "fill": {"color": BLUE, "transparency": 80}, "border": none})  # fmt: skip
    line = book.file.add_chart({"type": "line"})
    dot = {"type": "circle", "size": 8, "fill": {"color": BLUE}, "border": {"color": WHITE, "width": 1}}
    line.add_series({"name": words["serie_resultat"], "categories": day, "values": middle,
                     "line": {"color": BLUE, "width": 2}, "marker": dot})  # fmt: skip
    chart.combine(line)
    chart.set_legend(none)
    chart.set_chartarea({"border": none, "fill": none})
    chart.set_plotarea(
        {"border": none, "fill": none, "layout": {"x": 0.03, "y": 0.02, "width": 0.94, "height": 0.84}}
    )
    chart.set_x_axis(
        {
            "date_axis": True, "num_format": _YEARS, "major_unit": 1, "major_unit_type": "years",
            "line": {"color": HAIR}, "major_tick_mark": "none", "minor_tick_mark": "none",
            "num_font": {"size": 9, "color": GREY},
        }
    )  # fmt: skip
    chart.set_y_axis({"min": 0, "max": 100, "visible": False, "major_gridlines": {"visible": False}})
    across = sum(int(width * 7 + 5) for width in _WIDTHS)
    chart.set_size({"width": across, "height": int(_CHART_HEIGHT * 4 / 3)})
    sheet.insert_chart(row, 0, chart, {"description": words["alt_kurve"], "object_position": 1})


def _meaning(book: Book, sheet: Worksheet, row: int) -> int:
    _section(book, sheet, row, book.words["ark"]["betyder"])
    sheet.set_row(row + 1, 48)
    _field(book, sheet, row + 1, 1, "hjem_betyder", "meaning")
    return row + 2


def _talk(book: Book, sheet: Worksheet, row: int) -> int:
    """Leave the yellow cells: what school and home do, and when they talk."""
    words = book.words["ark"]
    _section(book, sheet, row, words["aftaler"], words["gult"])
    answers = {"skolen": "input", "hjemmet": "input", "dato": "input_date"}
    for key, style in answers.items():
        row += 1
        sheet.set_row(row, 20 if key == "dato" else _ANSWER)
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_blank(row, 1, None, _style(book, style))
        book.name(f"svar_hjem_{key}", sheet, row, 1)
        takes = inputs.day if key == "dato" else inputs.anything
        sheet.data_validation(row, 1, row, 1, dict(takes(book, words[key], words["hjaelp"][key])))
    return row + 1


def _about(book: Book, sheet: Worksheet, row: int) -> int:
    """Write where the figures come from, how they are read, and which template this is."""
    words = book.words["ark"]
    _section(book, sheet, row, words["tallene"])
    _field(book, sheet, row, 1, "kilde_linje", "beside")
    sheet.set_row(row + 1, 42)
    sheet.write_string(row + 1, 1, words["metode"], _style(book, "small"))
    sheet.set_row(row + 2, 14)
    _field(book, sheet, row + 2, 1, "hjem_om_tallene", "small")
    at = _HELP + len(_POINTS) + 1
    for below, (key, value) in enumerate(
        (("skabelon", "skole_hjem"), ("version", VERSION), ("enhed", "elev")), start=1
    ):
        sheet.write_string(below, at, value, book.style("help"))
        book.name(f"xb_{key}", sheet, below, at)
    _field(book, sheet, 4, at, "enhed_nr", "help")
    sheet.write_formula(5, at, "=$D$6", book.style("help"), "")
    book.name("xb_skoleaar", sheet, 5, at)
    return row + 2


def _section(book: Book, sheet: Worksheet, row: int, word: str, beside: str = "") -> None:
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, word, book.style("section"))
    if beside:
        sheet.write_string(row, 1, beside, _style(book, "beside"))
    else:
        sheet.write_blank(row, 1, None, _style(book, "beside"))


def _field(book: Book, sheet: Worksheet, row: int, column: int, name: str, style: str) -> None:
    """Leave a cell for a scalar field."""
    sheet.write_blank(row, column, None, _style(book, style))
    book.name(f"felt_{name}", sheet, row, column)


def _style(book: Book, name: str) -> Format:
    shared, changed = _LOOKS.get(name, (name, {}))
    return book.style(shared, **changed)
