"""The sheet of weights: the amounts and the factors, in force and proposed, and what each factor moves."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import Book, area
from workbooks.build.kit.parts import answer, field, section
from workbooks.build.resursfordelning.parts import AS_SHOWN, BASE, MOVED, POOL, TO_SHARE, head, money, warned
from xl_beregner.fields.known.allocation import FACTORS, SCHOOLS

ROWS: Final = 3  # as the example has; a fill gives the list its own number
# Rows (from 0): the headings of the amounts, an amount each, the headings of the factors.
_AMOUNTS, _BASE, _POOL, _LOCAL, _LEFT, _TOP = 7, 8, 9, 10, 11, 15
_IN_FORCE, _PROPOSED, _USED, _SAID = 1, 2, 3, 4
_SAFE: Final = 18  # out of print: an amount that is 0 where nobody has set it


def amounts(sheet: Worksheet) -> tuple[str, str]:
    """Refer to the amount a pupil and the pool as the arithmetic takes them."""
    return area(sheet, _BASE, _SAFE, _BASE, _SAFE), area(sheet, _LEFT, _SAFE, _LEFT, _SAFE)


def write(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write a row a factor: its weight in force, the proposed one, and what it does with the money."""
    words = book.words[FACTORS]
    head(book, sheet, words, line="ressource_formel_linje")
    made = lists.write(sheet, FACTORS, _TOP, ROWS, _columns(book))
    for key, said in (
        ("vaegt_andel", "vikt"),
        ("kr", "pengar"),
        ("middel_ny", "skolorna"),
        ("vaegt_begrundelse", "skal"),
    ):
        sheet.write_string(_TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=46)
    section(book, sheet, _TOP - 2, words["faktorer"], made.last_printed + 1)
    sheet.set_row(_TOP - 2, 26)
    sheet.freeze_panes(0, 0)


def _columns(book: Book) -> list[Column]:
    help = book.words[FACTORS]["hjaelp"]
    used = "IF(ISNUMBER({ny_vaegt}),{ny_vaegt},N({vaegt}))"
    # More of a number that is no share can be no less need: there is nothing it is taken from.
    usable = f"IF(AND({used}<0,{{er_andel}}=0),0,{used})"
    direction = (
        f"IF(ISTEXT({{ny_vaegt}}),{{'{FACTORS}.skriv_tal'}},"
        f"IF(AND({used}<0,{{er_andel}}=0),{{'{FACTORS}.kan_ej'}},IF({{brugt}}=0,{{'{FACTORS}.ej_med'}},"
        f"IF({{brugt}}<0,{{'{FACTORS}.vand'}},{{'{FACTORS}.rak'}}))))"
    )
    known = f"ISNUMBER({POOL})"
    mean, moved = (f"INDEX({name},1,MAX(1,N({{nr}})))" for name in (AS_SHOWN, MOVED))
    takes = inputs.number(book, *help["ny_vaegt"])
    return [
        Column("navn", 30, "name"),
        Column("vaegt_andel", 12, "share"),
        Column("ny_vaegt", 12, "input_figure", "svar", validation=takes, looks=_as_written()),
        Column("andel", 12, "share_strong", "formula", 'IF({sum}=0,"",ABS({brugt})/{sum})'),
        Column("retning", 17, "status", "formula", direction, looks=warned()),
        Column("kr", 12, "figure_whole"),
        Column(
            "kr_ny",
            12,
            "figure_whole",
            "formula",
            f'IF(AND(ISNUMBER({{andel}}),{known}),{{andel}}*{TO_SHARE},"")',
        ),
        Column("flytter_ny", 12, "figure_whole", "formula", f'IF(ISNUMBER({{kr_ny}}),{{kr_ny}}*{moved},"")'),
        Column("middel_ny", 11, "figure", "formula", f'IF({mean}>0,{mean},"")'),
        Column("mindste", 7, "figure_quiet"),
        Column("stoerste", 7, "figure_quiet"),
        Column("uden", 7.5, "count_figure"),
        Column(
            "vaegt_begrundelse",
            38,
            "input_long",
            "svar",
            validation=inputs.anything(book, *help["vaegt_begrundelse"]),
        ),
        Column("kilde", 22, "quiet"),
        *(helper(key) for key in ("noegle", "nr", "er_andel", "vaegt")),
        helper("brugt", usable),
        helper("sum", f"SUMPRODUCT(({{{FACTORS}.brugt}}^2)^0.5)"),
    ]


def _as_written() -> list[tuple[str, dict[str, str]]]:
    return [("ISNUMBER({cell})", {"num_format": "0.00"})]


def write_amounts(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write the amount a pupil and the pool: in force, proposed, and what is left to share by index."""
    words = book.words[FACTORS]
    section(book, sheet, _AMOUNTS - 1, words["belopp"], 5)
    sheet.set_row(_AMOUNTS - 1, 26)
    sheet.set_row(_AMOUNTS, 20)
    for column, key in ((_IN_FORCE, "gallande"), (_PROPOSED, "forslag"), (_USED, "raknas_med")):
        sheet.write_string(_AMOUNTS, column, words[key], book.style("head_right"))
    sheet.write_string(_AMOUNTS, 0, words["kr"], book.style("head_first"))
    for row, name, proposed, known in (
        (_BASE, "ressource_grundbeloeb", "nyt_grundbeloeb", BASE),
        (_POOL, "ressource_pulje", "ny_pulje", POOL),
    ):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, words[proposed], book.style("term_strong"))
        field(book, sheet, row, _IN_FORCE, name, "figure_whole")
        help = words["hjaelp"][proposed]
        takes = money(book, help)
        answer(book, sheet, row, _PROPOSED, proposed, "input_figure", help, takes, num_format="#,##0")
        given = f'IF(ISNUMBER(svar_{proposed}),svar_{proposed},IF(ISNUMBER(felt_{name}),felt_{name},""))'
        sheet.write_formula(row, _USED, "=" + given, book.style("figure_whole", bold=True), "")
        book.name(known, sheet, row, _USED)
    in_words = f'IF(OR(ISTEXT(svar_nyt_grundbeloeb),ISTEXT(svar_ny_pulje)),"{words["skriv_tal"]}","")'
    missing = f'=IF(AND(ISNUMBER({BASE}),ISNUMBER({POOL})),{in_words},"{words["saknas"]}")'
    sheet.write_formula(_POOL, _SAID, missing, book.style("warning", font_size=10), "")
    local = f"SUM({{{SCHOOLS}.lokale_kroner}})"
    for row, key, formula in (
        (_LOCAL, "lokalt", local),
        (_LEFT, "kvar", f'IF(ISNUMBER({POOL}),{POOL}-{local},"")'),
    ):
        sheet.set_row(row, 20)
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_formula(row, _USED, lists.formula(FACTORS, formula), book.style("figure_whole"), "")
    left = area(sheet, _LEFT, _USED, _LEFT, _USED)
    weighs = lists.formula(FACTORS, f"SUM({{{FACTORS}.andel}})").removeprefix("=")
    nothing_weighs = f'IF(AND({left}>0,{weighs}=0),"{words["ingen_vikt"]}","")'
    said = f'=IF(ISNUMBER({left}),IF({left}<0,"{words["for_mycket"]}",{nothing_weighs}),"")'
    sheet.write_formula(_LEFT, _SAID, said, book.style("warning", font_size=10), "")
    sheet.write_string(_AMOUNTS, _SAFE, book.words["faelles"]["hjaelp"], book.style("help_over"))
    sheet.write_formula(_BASE, _SAFE, f"=IF(ISNUMBER({BASE}),{BASE},0)", book.style("help"), 0)
    sheet.write_formula(_LEFT, _SAFE, f"=IF(ISNUMBER({left}),MAX(0,{left}),0)", book.style("help"), 0)
    book.name(TO_SHARE, sheet, _LEFT, _SAFE)
