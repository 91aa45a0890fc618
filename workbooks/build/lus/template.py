"""The template `lus`: a class's LUS points at four dates, what is done, and how alike teachers judge.

Here stand the workbook as a whole, the sheet where the points are and the last two; what is counted
from the points stands in ``counts``, what is expected and done in ``goals``, two assessors in
``agreement``. A point is a word in an order of 21: places in it are compared and counted, never
averaged. All that calculates is native formulas, and says what ``LUSFREMGANG``, ``LUSFORDELING`` and
``ENIGHED`` say.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.class_heading import about, class_heading, field, guidance, icon_inks
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BROWN, CLOSED, GREEN, GREY, RED, Book, page
from workbooks.build.lus import agreement as lus_agreement
from workbooks.build.lus import counts as lus_counts
from workbooks.build.lus import goals as lus_goals
from xl_beregner.fields.known.lus import DATES
from xl_beregner.measures.measurement.lus import POINTS

VERSION = "1.0"
ROWS = 24  # rows the list of pupils is built with; a fill gives it as many as the class has
TOP = 7  # the row (from 0) of the list's headings
ROW_HEIGHT = 20.0

FACTS = {
    "skole_navn": "fact", "klasse": "fact", "klassetrin": "fact", "kommune_navn": "fact", "skoleaar": "fact",
    "kilde": "fact", "hentet": "fact_date", "kilde_linje": "fact", "udgave": "fact", "mindst_antal": "fact",
}  # fmt: skip


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("lus.sv.toml")
    book.describe({"xb_skabelon": "lus", "xb_version": VERSION, "xb_enhed": "klasse"})
    lists = Lists(book)
    pupils = _class(book, lists)
    lus_goals.measures_taken(book, lists, TOP, ROWS)
    lus_counts.distribution(book, lists)
    lus_counts.report(book, lists)
    lus_agreement.pairs(book)
    lus_goals.expectations(book)
    guidance(book, 20)
    _about(book)
    pupils.sheet.activate()
    return book.finished()


# --- The class ---------------------------------------------------------------------------------
def _class(book: Book, lists: Lists) -> List:
    """Write the pupils with their points: the reported ones locked, the next ones the teacher's."""
    words = book.words["lus"]
    sheet = page(book, words["ark"], row_height=ROW_HEIGHT, writes=True)
    class_heading(book, sheet, words)
    made = lists.write(sheet, "lus", TOP, ROWS, _columns(book))
    groups = {"foer": "foer", "senaste": "nu", "forvantad": "atagande", "anteckning": "egna"}
    for key, said in groups.items():
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    for number in DATES:
        field(book, sheet, TOP - 1, made.at(f"p{number}"), f"lus_tidpunkt_{number}", "over_group")
    _open_dates(book, made)
    _summary(book, lists, made)
    made.print_and_freeze(head_height=42)
    sheet.ignore_errors({"number_stored_as_text": _whole_column(made, "foer", "forvantad_slut")})
    return made


def _columns(book: Book) -> list[Column]:
    said = book.words["lus"]["hjaelp"]
    steps = icon_inks({"▲": GREEN, "▼": BROWN, "●": GREY})
    status = icon_inks({"✓": GREEN, "✕": RED, "⚠": RED, "…": GREY})
    note, newcomer = (inputs.anything(book, *said[key]) for key in ("anteckning", "ny_elev"))
    points: list[Column] = []
    for number in DATES:
        points += [
            Column(f"p{number}", 5.5, "point"),
            Column(f"n{number}", 6.5, "input_point", "svar"),
        ]
    return [
        Column("navn", 27, "name_line", "formula", _name()),
        Column("klassetrin", 4.5, "quiet"),
        Column("foer", 8, "point"),
        *points,
        Column("senaste", 8.5, "point_strong", "formula", _point("nu")),
        Column("sedan_sist", 14.5, "status", "formula", _steps_in_words("steg_sist"), looks=steps),
        Column("sedan_start", 14.5, "status", "formula", _steps_in_words("steg_start"), looks=steps),
        Column("forvantad", 7.5, "point", "formula", _point("vantad_nu")),
        Column("forvantad_slut", 8, "point", "formula", _point("e4")),
        Column("status", 17, "status", "formula", _status(), looks=status),
        Column("anteckning", 22, "input_long", "svar", validation=note),
        Column("ny_elev", 13, "input_long", "svar", validation=newcomer),
        *(helper(key) for key in ("noegle", "nr", "elev_navn")),
        helper("x0", f'IF({{foer}}="","",{_place("{foer}")})'),
        *(helper(f"x{number}", _known_point(number)) for number in DATES),
        *(helper(f"e{number}", _expected(number)) for number in DATES),
        helper("tidp", _latest_date()),
        helper("nu", _at_latest("x")),
        helper("sist", _before()),
        helper("steg_sist", 'IF(AND(ISNUMBER({nu}),ISNUMBER({sist})),{nu}-{sist},"")'),
        helper("steg_start", 'IF(AND({tidp}>1,ISNUMBER({x1})),{nu}-{x1},"")'),
        helper("vantad_nu", _at_latest("e")),
        helper("fel", "+".join(_unclear(number) for number in DATES)),
        helper("missar", "IF(AND(ISNUMBER({nu}),ISNUMBER({vantad_nu})),IF({nu}<{vantad_nu},1,0),\"\")"),
        # What ``counts`` counts at each date: 1 where the expected is reached, and the steps since before.
        *(helper(f"r{number}", _reached(number)) for number in DATES),
        *(helper(f"s{number}", _steps_at(number)) for number in DATES),
    ]  # fmt: skip


def _name() -> str:
    return 'IF({elev_navn}<>"",{elev_navn},IF({ny_elev}<>"",{ny_elev},""))'


def _place(cell: str) -> str:
    """Find a point's place; joined to nothing, for a point that was typed as a number is one too."""
    return f'IFERROR(MATCH({cell}&"",lus_punkter,0),"")'


def _point(key: str) -> str:
    return f'IF(ISNUMBER({{{key}}}),INDEX(lus_punkter,{{{key}}}),"")'


def _known_point(number: int) -> str:
    """Take the reported point, else the teacher's."""
    reported, typed = f"{{p{number}}}", f"{{n{number}}}"
    return f'IF({reported}<>"",{_place(reported)},IF({typed}<>"",{_place(typed)},""))'


def _expected(number: int) -> str:
    """Look up what is expected at a date; only of a pupil, and only where something is expected."""
    return f'IF({{navn}}="","",IFERROR(INDEX(lus_vantad_{number},MATCH({{klassetrin}},lus_arskurs,0)),""))'


def _latest_date() -> str:
    found = "0"
    for number in DATES:
        found = f"IF(ISNUMBER({{x{number}}}),{number},{found})"
    return found


def _at_latest(letter: str) -> str:
    choices = ",".join(f"{{{letter}{number}}}" for number in DATES)
    return f'IF({{tidp}}=0,"",CHOOSE({{tidp}},{choices}))'


def _before() -> str:
    """Take the nearest point before the latest; last year's where this year has no other."""
    found = "{x0}"
    for number in DATES[:-1]:
        found = f"IF(AND({{tidp}}>{number},ISNUMBER({{x{number}}})),{{x{number}}},{found})"
    return f'IF({{tidp}}=0,"",{found})'


def _steps_in_words(key: str) -> str:
    steps = f"{{{key}}}"
    ahead = f"{{'lus.framat'}}&INT({steps})&{{'lus.framat_ord'}}"
    back = f"{{'lus.bakat'}}&INT(-{steps})&{{'lus.bakat_ord'}}"
    return f"IF(ISNUMBER({steps}),IF({steps}>0,{ahead},IF({steps}<0,{back},{{'lus.samma'}})),\"\")"


def _status() -> str:
    left = "{'lus.kvar'}&INT({vantad_nu}-{nu})&{'lus.kvar_ord'}"
    return (
        "IF({fel}>0,{'lus.kontrollera'},"
        'IF(NOT(ISNUMBER({nu})),"",'
        "IF(NOT(ISNUMBER({vantad_nu})),IF(ISNUMBER({e4}),{'lus.senare'},{'lus.ingen'}),"
        f"IF({{nu}}>={{vantad_nu}},{{'lus.uppfyllt'}},{left}))))"
    )


def _reached(number: int) -> str:
    known = f"AND(ISNUMBER({{x{number}}}),ISNUMBER({{e{number}}}))"
    return f'IF({known},IF({{x{number}}}>={{e{number}}},1,0),"")'


def _steps_at(number: int) -> str:
    """Count the steps at a date since the nearest point before it."""
    found = '""'
    for earlier in range(number):
        before = f"{{x{earlier}}}"
        found = f"IF(ISNUMBER({before}),{{x{number}}}-{before},{found})"
    return f'IF(ISNUMBER({{x{number}}}),{found},"")'


def _unclear(number: int) -> str:
    """Count a typed point that is none, or that is not the reported one."""
    reported, typed = f"{{p{number}}}", f"{{n{number}}}"
    differs = f'IF({reported}="",0,IF({reported}&""={typed}&"",0,1))'
    return f'IF({typed}="",0,IF(ISNUMBER({_place(typed)}),{differs},1))'


def _open_dates(book: Book, made: List) -> None:
    """Let a point be chosen where none is reported; where one is, only that one, and the cell is white."""
    said = book.words["lus"]["hjaelp"]["ny"]
    closed = book.rule(**CLOSED)
    first, last = made.top + 1, made.bottom
    for number in DATES:
        reported = xl_rowcol_to_cell(first, made.at(f"p{number}"), col_abs=True)
        at = made.at(f"n{number}")
        source = f'=IF({reported}<>"",{reported},lus_punkter)'
        made.sheet.data_validation(first, at, last, at, dict(inputs.choice(book, source, *said)))
        made.sheet.conditional_format(
            first, at, last, at, {"type": "formula", "criteria": f'={reported}<>""', "format": closed}
        )
    key = xl_rowcol_to_cell(first, made.at("noegle"), col_abs=True)
    at = made.at("ny_elev")
    made.sheet.conditional_format(
        first, at, last, at, {"type": "formula", "criteria": f'={key}<>""', "format": closed}
    )


def _summary(book: Book, lists: Lists, made: List) -> None:
    """Say above the list how many are judged and reach what is expected, and whether a point is unclear."""
    words, sheet, row = book.words["lus"], made.sheet, made.top - 2
    judged = f'COUNT({{lus.nu}})&" {words["av"]} "&COUNTIF({{lus.navn}},"?*")'
    reaching = f'COUNTIF({{lus.missar}},0)&" {words["av"]} "&COUNT({{lus.missar}})'
    for column, word, formula in ((0, "bedomda", judged), (3, "nar", reaching)):
        said = f'"{words[word]}: "&{formula}'
        sheet.write_formula(row, column, lists.formula("lus", said), book.style("count"), "")
    fault = lists.formula("lus", f'IF(SUM({{lus.fel}})>0,"{words["fel"]}","")')
    sheet.write_formula(row, made.at("sedan_sist"), fault, book.style("count_warning"), "")


def _whole_column(made: List, first: str, last: str) -> str:
    """Name the cells of columns however long the list becomes."""
    top = xl_rowcol_to_cell(made.top + 1, made.at(first))
    return f"{top}:{xl_rowcol_to_cell(made.top + 400, made.at(last))}"


# --- The last sheets ---------------------------------------------------------------------------
def _about(book: Book) -> None:
    """Write where the figures come from, and the 21 points the drop-downs offer."""
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=19, pages=1)
    row = about(book, sheet, VERSION, FACTS)
    sheet.print_area(0, 0, row, 1)
    _points(book, sheet)


def _points(book: Book, sheet: Worksheet) -> None:
    sheet.write_string(3, 3, book.words["om"]["lister"], book.style("help_over"))
    for place, point in enumerate(POINTS):
        sheet.write_string(4 + place, 3, point, book.style("help", num_format="@"))
    book.name("lus_punkter", sheet, 4, 3, 3 + len(POINTS))
    sheet.ignore_errors({"number_stored_as_text": f"D5:D{4 + len(POINTS)}"})
