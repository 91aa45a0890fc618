"""The check workbook ``udf_check.xlsx``: each function asked in a live spreadsheet, TRUE when right.

Two sheets ask the same: Excel keeps an Office.js function as ``_xldudf_NAME`` and never takes up a
plain name again, COM and Calc know the plain name only. The calls are ``cases``'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import GREEN, GREY, RED, Book, area, page
from workbooks.build.udf.cases import NOT_AVAILABLE, TODAY, Argument, Call, Rows, calls
from xl_beregner import __version__

EDITION = "2026-09"
TOP = 5  # the first row (from 0) below the headings of a check
WIDTHS = (30, 20, 62, 16, 16, 8, 14)
_FUNCTION, _CASE, _FORMULA, _LIVE, _EXPECTED, _CELLS, _RIGHT = range(len(WIDTHS))
_WIDEST = 20  # columns; what is wider stands on the sheet of the norm
_PRINTED = 12  # columns of cells that A4 landscape reads; the rest is for the screen
_ERROR_TYPES = {"#VALUE!": 3, "#NAME?": 5, "#NUM!": 6, "#N/A": 7}
_NAME_ERROR = _ERROR_TYPES["#NAME?"]

Places = Mapping[tuple[str, Argument], str]


def build() -> bytes:
    """Build the workbook and give its bytes; the same bytes each time."""
    book = Book("udf_check.da.toml")
    book.describe({"xb_version": __version__})
    words = book.words["proeve"]
    # Excel cannot cure the name of an Office.js function on a protected sheet: nothing is locked.
    front = page(book, book.words["forside"]["ark"], row_height=24, pages=1, locked=False)
    server, com = (page(book, words[key], row_height=26, locked=False) for key in ("server_ark", "com_ark"))
    places, expected = _arguments(book), _expected(book)
    for sheet in book.file.worksheets()[3:]:
        sheet.print_area(0, 0, sheet.dim_rowmax, _PRINTED - 1)
    for sheet, key in ((server, "server"), (com, "com")):
        _check(book, sheet, key, places, expected)
    _front(book, front, {"server": server, "com": com})
    front.activate()
    return book.finished()


# --- What is asked, and what must be answered ------------------------------------------------
def _arguments(book: Book) -> Places:
    """Write every argument once, a band of columns a function, and tell where each stands."""
    cells, norm = _data_sheet(book, "celler"), _data_sheet(book, "norm")
    places: dict[tuple[str, Argument], str] = {}
    norms: dict[Rows, str] = {}
    row, norm_row = 3, 3
    for function, asked in groupby(calls(), key=lambda call: call.function):
        wanted = list(dict.fromkeys(argument for call in asked for argument in call.arguments))
        for argument in (a for a in wanted if _is_wide(a)):
            if argument.rows not in norms:
                norms[argument.rows] = _block(book, norm, norm_row, 0, argument)
                norm_row += len(argument.rows) + 2
            places[function, argument] = norms[argument.rows]
        narrow = [argument for argument in wanted if not _is_wide(argument)]
        _band(book, cells, row, function)
        column = 0
        for argument in narrow:
            places[function, argument] = _block(book, cells, row + 1, column, argument)
            column += len(argument.rows[0])
        row += max(len(argument.rows) for argument in narrow) + 3
    return places


def _is_wide(argument: Argument) -> bool:
    return len(argument.rows[0]) > _WIDEST


def _expected(book: Book) -> list[str]:
    """Write what every call must give and tell where it stands; an error stands as its code."""
    sheet = _data_sheet(book, "forventet")
    places, row = [], 3
    for call in calls():
        _band(book, sheet, row, f"{call.function} · {book.words['proeve']['tilfaelde'][call.case]}")
        rows = ((call.answer,),) if isinstance(call.answer, str) else call.answer
        places.append(_cells(book, sheet, row + 1, 0, rows))
        row += len(rows) + 2
    return places


def _data_sheet(book: Book, key: str) -> Worksheet:
    words = book.words[key]
    sheet = page(book, words["ark"], row_height=15, locked=False)
    sheet.set_column(0, _PRINTED - 1, 13)
    _title(book, sheet, words["titel"], words["ledetekst"])
    return sheet


def _title(book: Book, sheet: Worksheet, title: str, lead: str) -> None:
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, book.style("title"))
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, lead, book.style("lead"))


def _band(book: Book, sheet: Worksheet, row: int, said: str) -> None:
    sheet.set_row(row, 20)
    for column in range(_PRINTED):
        sheet.write_string(row, column, "" if column else said, book.style("section"))


def _block(book: Book, sheet: Worksheet, row: int, column: int, argument: Argument) -> str:
    sheet.write_string(row, column, argument.label, book.style("over_legend"))
    return _cells(book, sheet, row + 1, column, argument.rows)


def _cells(book: Book, sheet: Worksheet, row: int, column: int, rows: Rows) -> str:
    number = book.style("help", font_size=10, align="right", indent=1)
    text = book.style("help", font_size=10, align="left", indent=1)
    for down, cells in enumerate(rows):
        for across, cell in enumerate(cells):
            at = (row + down, column + across)
            if cell == NOT_AVAILABLE and sheet.get_name() == book.words["celler"]["ark"]:
                sheet.write_formula(*at, "=NA()", text, NOT_AVAILABLE)
            elif isinstance(cell, str):
                sheet.write_string(*at, cell, text)
            elif cell is not None:
                sheet.write_number(*at, cell, number)
    return area(sheet, row, column, row + len(rows) - 1, column + len(rows[0]) - 1)


# --- The check ---------------------------------------------------------------------------------
def _check(book: Book, sheet: Worksheet, key: str, places: Places, expected: Sequence[str]) -> None:
    """Write a sheet of the check: a row a call, and above them how many are right."""
    words = book.words["proeve"]
    _title(book, sheet, words[f"{key}_titel"], words["ledetekst"])
    sheet.set_row(2, 24)
    _formula(book, sheet, 2, 0, _summary(book, sheet), "count")
    for column, (width, heading) in enumerate(zip(WIDTHS, words["kolonner"].values(), strict=True)):
        sheet.set_column(column, column, width)
        right = column in (_LIVE, _EXPECTED, _CELLS)
        sheet.write_string(
            TOP - 1,
            column,
            heading,
            book.style("head_right" if right else "head" if column == _RIGHT else "head_first"),
        )
    for row, (call, place) in enumerate(zip(calls(), expected, strict=True), start=TOP):
        _row(book, sheet, row, key, call, place, [places[call.function, a] for a in call.arguments])
    _finish(book, sheet)


def _row(
    book: Book, sheet: Worksheet, row: int, key: str, call: Call, expected: str, arguments: Iterable[str]
) -> None:
    given = list(arguments)
    live = f"{'_xldudf_' if key == 'server' else ''}{call.function}({','.join(given)})"
    told = _first(call.answer)
    size = 1 if isinstance(call.answer, str) else len(call.answer) * len(call.answer[0])
    sheet.write_string(row, _FUNCTION, call.function, book.style("name", font_size=10))
    sheet.write_string(row, _CASE, book.words["proeve"]["tilfaelde"][call.case], book.style("quiet"))
    typed = f"={call.function}({';'.join(given)})".replace("$", "").replace("'", "")
    sheet.write_string(row, _FORMULA, typed, book.style("remark"))
    _formula(book, sheet, row, _LIVE, f"=INDEX({live},1,1)", "figure", key)
    write = sheet.write_number if isinstance(told, float) else sheet.write_string
    write(row, _EXPECTED, told, book.style("figure", num_format="General"))
    sheet.write_number(row, _CELLS, size, book.style("figure_quiet", num_format="0"))
    answered = xl_rowcol_to_cell(row, _LIVE)
    right = (
        _error_right(key, answered, call.answer)
        if isinstance(call.answer, str)
        else _rows_right(live, expected, call.answer)
    )
    silent = (
        f'IF(IFERROR(ERROR.TYPE({answered})={_NAME_ERROR},FALSE),"{book.words["faelles"]["svarer_ikke"]}"'
    )
    _formula(book, sheet, row, _RIGHT, f"={silent},{right})", "status", key)


def _first(answer: Rows | str) -> float | str:
    told = answer if isinstance(answer, str) else answer[0][0]
    return "" if told is None else told


def _rows_right(live: str, expected: str, answer: Rows) -> str:
    """Compare every cell of the answer, and its size: numbers nearly, texts exactly."""
    near = f"IF(ISNUMBER({live}),ABS({live}-{expected})<=1E-9*(1+ABS({expected})),FALSE)"
    same = f'IF({expected}="{TODAY}",TRUE,EXACT({live}&"",{expected}&""))'
    each = f"SUMPRODUCT(--IF(ISNUMBER({expected}),{near},{same}))"
    height, width = len(answer), len(answer[0])
    size = f"ROWS({live})={height},COLUMNS({live})={width}"
    return f"IFERROR(AND({size},{each}={height * width}),FALSE)"


def _error_right(key: str, answered: str, code: str) -> str:
    """Ask for the error the host can give: of Office.js only these two tell their sentence.

    COM and Calc show any error, or a text that begins with #.
    """
    shown = f"IFERROR(ERROR.TYPE({answered}),0)"
    if key == "server":
        told = _ERROR_TYPES[code if code == NOT_AVAILABLE else "#VALUE!"]
        return f"{shown}={told}"
    return f'IF(ISERROR({answered}),{shown}<>{_NAME_ERROR},LEFT({answered}&"",1)="#")'


def _formula(
    book: Book, sheet: Worksheet, row: int, column: int, formula: str, style: str, key: str = ""
) -> None:
    """Write a formula that nobody has calculated yet, and which says so."""
    # Calc keeps the truth that an array formula gives as 1 or 0.
    shown = '"SAND";"SAND";"FALSK"' if style == "status" else "General"
    found = book.style(style, num_format=shown)
    cell, unknown = xl_rowcol_to_cell(row, column), book.words["faelles"]["endnu"]
    if key == "server":  # only an Excel with dynamic arrays has Office.js functions
        sheet.write_dynamic_array_formula(f"{cell}:{cell}", formula, found, unknown)
    elif key == "com":  # entered as Excel 2016 and Calc enter a formula over ranges
        sheet.write_array_formula(f"{cell}:{cell}", f"{{{formula}}}", found, unknown)
    else:
        sheet.write_formula(row, column, formula, found, unknown)


def _summary(book: Book, sheet: Worksheet) -> str:
    words = book.words["faelles"]
    right = area(sheet, TOP, _RIGHT, TOP + len(calls()) - 1, _RIGHT)
    told = f'COUNTIF({right},TRUE)&"{words["af"]}{len(calls())}{words["rigtige"]}"'
    unknown = f'IF(COUNTIF({right},"{words["endnu"]}")>0,"{words["endnu"]}",{told})'
    return f'=IF(COUNTIF({right},"{words["svarer_ikke"]}")={len(calls())},"{words["ingen_svar"]}",{unknown})'


def _finish(book: Book, sheet: Worksheet) -> None:
    last = TOP + len(calls()) - 1
    cell = xl_rowcol_to_cell(TOP, _RIGHT)
    words = book.words["faelles"]
    looks = (
        (f"={cell}=TRUE", {"font_color": GREEN, "bold": True}),
        (f"={cell}=FALSE", {"font_color": RED, "bold": True}),
        (f'={cell}="{words["svarer_ikke"]}"', {"font_color": GREY}),
    )
    for criteria, look in looks:
        sheet.conditional_format(
            TOP, _RIGHT, last, _RIGHT, {"type": "formula", "criteria": criteria, "format": book.rule(**look)}
        )
    sheet.freeze_panes(TOP, 1)
    sheet.autofilter(TOP - 1, 0, last, len(WIDTHS) - 1)
    sheet.repeat_rows(TOP - 1)
    sheet.print_area(0, 0, last, len(WIDTHS) - 1)


def _front(book: Book, sheet: Worksheet, checks: Mapping[str, Worksheet]) -> None:
    words = book.words["forside"]
    for column, width in enumerate((28, 44, 80)):
        sheet.set_column(column, column, width)
    _title(book, sheet, words["titel"], words["ledetekst"])
    made = words["udgave"].format(version=__version__, pr=EDITION)
    sheet.write_string(2, 0, made, book.style("source"))
    for column, heading in enumerate((words["ark_overskrift"], words["resultat"], words["betyder"])):
        sheet.write_string(4, column, heading, book.style("head_first"))
    for row, (key, check) in enumerate(checks.items(), start=5):
        name = check.get_name()
        sheet.set_row(row, 36)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.style("link"), name)
        _formula(book, sheet, row, 1, f"='{name}'!$A$3", "term_strong")
        sheet.write_string(row, 2, words[key], book.style("name"))
    sheet.write_string(8, 0, words["saadan"], book.style("section"))
    for row, step in enumerate(words["trin"], start=9):
        sheet.write_string(row, 0, f"{row - 8}. {step}", book.style("plain", text_wrap=False))
    sheet.print_area(0, 0, 8 + len(words["trin"]), 2)
