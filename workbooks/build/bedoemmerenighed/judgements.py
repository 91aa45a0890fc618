"""The sheet of `bedoemmerenighed` where the judgements are typed: a row a text, a column an assessor."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import answer
from xl_beregner.fields.known.seminar import JUDGED, TEXTS

ASSESSORS = (1, 2, 3, 4)
TOP = 8  # the row (from 0) of the headings


def judgements(book: Book, lists: Lists) -> List:
    """Write the texts with each assessor's step, how far apart they are, and what was talked about."""
    words = book.words[JUDGED]
    sheet = page(book, words["ark"], row_height=30, writes=True)
    heading(book, sheet, words, source=False, indicators=False)
    made = lists.write(sheet, JUDGED, TOP, TEXTS, _columns(book))
    _names(book, sheet, made)
    made.print_and_freeze(head_height=32, beside="kode")
    sheet.set_row(TOP - 2, 16)
    sheet.set_row(TOP - 1, 24)
    sheet.ignore_errors({"number_stored_as_text": f"A{TOP + 2}:F{TOP + 1 + TEXTS}"})
    return made


def _columns(book: Book) -> list[Column]:
    words = book.words[JUDGED]
    said = words["hjaelp"]
    step = inputs.choice(book, "=OFFSET(skala_ord,0,0,MAX(1,skala_antal),1)", *said["trin"])
    looks = icon_inks({"✓": GREEN, "●": GREY, "▲": BROWN, "⚠": RED})
    known = "COUNT({p1:p4})"
    apart = "IF({antal}<2,-1,MAX({p1:p4})-MIN({p1:p4}))"
    # The largest difference first, of like ones the first row.
    rank = f"IF({{spaend}}>0,{{spaend}}*1000+{TEXTS + TOP + 9}-ROW(),0)"
    return [
        Column("noegle", 5, "quiet"),
        Column("kode", 18, "input", "svar", validation=inputs.anything(book, *said["kode"])),
        *(Column(f"bedoemmer_{one}", 13, "input_point", "svar", validation=step) for one in ASSESSORS),
        Column("forskel", 22, "status", "formula", _apart_in_words(), looks=looks),
        Column("note", 74, "input_long", "svar", validation=inputs.anything(book, *said["note"])),
        *(helper(f"p{one}", _place(f"{{bedoemmer_{one}}}")) for one in ASSESSORS),
        helper("antal", known),
        helper("spaend", apart),
        helper("orden", rank),
    ]


def _place(cell: str) -> str:
    """Find a step's place; a word that is none is marked, and 2 is 02.

    ``MATCH`` takes ? and * for any letters, so what it finds must read as what was typed.
    """
    found = f'MATCH({cell}&"",skala_ord,0)'
    same = f'IF(INDEX(skala_ord,{found})={cell}&"",{found},"?")'
    return f'IF({cell}="","",IFERROR({same},IFERROR(MATCH("0"&{cell},skala_ord,0),"?")))'


def _apart_in_words() -> str:
    unknown = ",".join(f'{{p{one}}}="?"' for one in ASSESSORS)
    many = f"{{'{JUDGED}.flere'}}&INT({{spaend}})&{{'{JUDGED}.flere_ord'}}"
    some = f"IF({{spaend}}=0,{{'{JUDGED}.ens'}},IF({{spaend}}=1,{{'{JUDGED}.et'}},{many}))"
    return f"IF(OR({unknown}),{{'{JUDGED}.ukendt'}},IF({{antal}}<2,\"\",{some}))"


def _names(book: Book, sheet: Worksheet, made: List) -> None:
    """Write above each column who judged there, and out of print how the others are named."""
    words = book.words[JUDGED]
    sheet.write_string(TOP - 1, 1, words["navne"], book.style("over_right"))
    for one in ASSESSORS:
        column = made.at(f"bedoemmer_{one}")
        answer(book, sheet, TOP - 1, column, f"bedoemmer_{one}", "input", words["hjaelp"]["navn"])
        cell = f"svar_bedoemmer_{one}"
        name = f'=IF({cell}="","{words["bedoemmer"]} {one}",{cell}&"")'
        sheet.write_formula(TOP - 2, made.at(f"p{one}"), name, book.style("help"), "")
        book.name(f"bedoemmer_vist_{one}", sheet, TOP - 2, made.at(f"p{one}"))
