"""The sheet "Normer" of the edition for the add-in: the norms themselves, which functions ask.

A function takes a norm as one range. So the norm of the compared pair, and that of what comes next, are
copied out of the list by formulas; where there is none, the range says so in a norm's own words.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.grid import Grid, Part
from workbooks.build.kit.look import Book, area, page
from workbooks.build.kit.shared_formulas import AS_ABOVE
from xl_beregner import texts

NORMS, ROWS = 4, 170
VALUES = 110
NORM_ROWS = 42  # as many as a norm on two earlier scores takes
_LISTED = (
    "nr", "fag", "profil", "foer_test", "foer_trin", "efter_test", "efter_trin", "metode", "elever", "kilde",
    "dato", "foerste_raekke", "raekker",
)  # fmt: skip
_TOP_LISTED, _TOP = 5, 12
_WIDTHS = {0: 5, 1: 20, 2: 20, 7: 20, 9: 34}  # two blocks share the columns: both must fit


def norms(book: Book) -> None:
    """Write the sheet, empty; it is filled with the norms a class's figures rest on."""
    words = book.words["normer"]
    sheet = page(book, words["ark"], row_height=15)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, words["titel"], book.style("title"))
    for row, key in ((1, "ledetekst"), (2, "ledetekst_2")):
        sheet.write_string(row, 0, words[key], book.style("lead"))
    _listed(book, sheet)
    table = _table(book, sheet)
    left = len(table.parts) + 1
    for name, sought, key in (
        ("norm_valgt", "norm_par", "norm_noegle"), ("norm_naeste", "norm_fra_nu", "norm_begynder"),
    ):  # fmt: skip
        _chosen(book, table, left, name, f"IFERROR(MATCH({sought},{key},0),0)")
        left += VALUES + 3
    for place, width in _WIDTHS.items():
        sheet.set_column(place, place, width)
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.print_area(0, 0, _TOP + 45, 12)
    sheet.repeat_rows(_TOP)


def _listed(book: Book, sheet: Worksheet) -> None:
    """Write which norms there are, and by what each is found."""
    words = book.words["normer"]["kolonner"]
    begins = '{fag}&"|"&{profil}&"|"&{foer_test}&"|"&{foer_trin}'
    parts = [
        *(Part(key, 11, "quiet", "", f"felt_normer__{key}", _day(key)) for key in _LISTED),
        Part("begynder", formula=f'IF({{nr}}="","",{begins})', name="norm_begynder"),
        Part(
            "noegle",
            formula='IF({nr}="","",{begynder}&"|"&{efter_test}&"|"&{efter_trin})',
            name="norm_noegle",
        ),
    ]
    Grid(book, sheet, _TOP_LISTED, NORMS, parts).write(words)


def _day(key: str) -> dict[str, object]:
    return {"num_format": "dd-mm-yyyy", "text_wrap": False} if key == "dato" else {"text_wrap": False}


def _table(book: Book, sheet: Worksheet) -> Grid:
    words = {**book.words["normer"]["kolonner"], **{f"v{at}": str(at) for at in range(1, VALUES + 1)}}
    small = {"font_size": 8, "text_wrap": False}
    parts = [
        Part(key, 11, "quiet", "", f"felt_normtabel__{key}", small)
        for key in ("nr", "norm", "noegle", *(f"v{at}" for at in range(1, VALUES + 1)))
    ]
    grid = Grid(book, sheet, _TOP, ROWS, parts)
    grid.write(words)
    return grid


def _chosen(book: Book, table: Grid, left: int, name: str, number: str) -> None:
    """Copy the rows of one norm, a blank as a blank; without one, say so in a norm's own words."""
    sheet, style = table.sheet, book.style("help")
    where = f"${xl_col_to_name(left)}${_TOP - 1}"
    sheet.write_formula(_TOP - 2, left, f"={number}", style, "")
    first, rows = (
        f"IF({where}=0,0,INDEX({key},MAX(1,{where})))"
        for key in ("felt_normer__foerste_raekke", "felt_normer__raekker")
    )
    sheet.write_formula(_TOP - 2, left + 1, f"={first}", style, "")
    sheet.write_formula(_TOP - 2, left + 2, f"={rows}", style, "")
    start, height = (f"${xl_col_to_name(left + at)}${_TOP - 1}" for at in (1, 2))
    with texts.speaking(book.words["dokument"]["sprog"][:2]):
        none: list[list[str | int]] = [
            [texts.say("model.raekke.norm"), texts.say("model.ord.too_few")],
            [texts.say("model.raekke.pupils"), 0],
        ]
    place = f"(ROW()-{_TOP + 1})"
    for column in range(VALUES + 1):
        key = "noegle" if column == 0 else f"v{column}"
        cell = f"INDEX(felt_normtabel__{key},MAX(1,{start}+{place}-1))"
        before = ""
        for row in range(NORM_ROWS):
            otherwise = _literal(none[row][column]) if row < 2 and column < 2 else '""'
            formula = f'IF({where}=0,{otherwise},IF(OR({place}>{height},{cell}=""),"",{cell}))'
            text = AS_ABOVE if formula == before else formula
            sheet.write_formula(_TOP + 1 + row, left + column, f"={text}", style, "")
            before = formula
    cells = area(sheet, _TOP + 1, left, _TOP + NORM_ROWS, left + VALUES)
    book.file.define_name(name, f"={cells}")


def _literal(value: object) -> str:
    return '"' + str(value).replace('"', '""') + '"' if isinstance(value, str) else str(value)
