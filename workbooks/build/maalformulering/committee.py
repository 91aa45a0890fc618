"""The sheet of `maalformulering` a committee sees: its goals on one page, and the committee's decision.

Goals on figures that a board may not see are counted and not shown.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import answer, section
from workbooks.build.maalformulering.free import FREE

_TOP = 7  # the row of the headings, from 0
_LAST = 8
_PLACE, _DECIMALS, _OF_TEN = 10, 11, 12  # columns right of what is printed
_TEXTS = 1, 7  # columns of long texts: from the top, so what there is no room for is lost at the end


def committee(book: Book, lists: Lists, slots: int) -> None:
    """Write the sheet."""
    words = book.words["udvalg"]
    sheet = page(book, words["ark"], row_height=47, writes=True, pages=1)
    heading(book, sheet, words, edition=False)  # its readers are others than the workbook's
    lead = f'="{words["ledetekst"]} "&felt_chance_forbehold&".{words["ledetekst_slut"]}"'
    sheet.write_formula(1, 0, lead, book.style("lead"), "")
    for column, width in enumerate((5, 42, 10, 10, 10, 12, 27, 46, 34)):
        sheet.set_column(column, column, width)
    _hidden(book, lists, sheet, slots)
    sheet.set_row(_TOP, 32)
    for column, word in enumerate(words["kolonner"]):
        style = "head_right" if column in (2, 3) else "head" if column > 1 else "head_first"
        sheet.write_string(_TOP, column, word, book.style(style))
    for slot in range(slots):
        _goal(book, lists, sheet, _TOP + 1 + slot, slot + 1)
    for number in range(FREE.goals):
        _free(book, sheet, _TOP + 1 + slots + number, number)
    last = _decision(book, sheet, _TOP + slots + FREE.goals + 2)
    sheet.print_area(0, 0, last, _LAST)


def _hidden(book: Book, lists: Lists, sheet: Worksheet, slots: int) -> None:
    """Say how many goals are not shown, and which are not ready; or that there are none."""
    secret, more, waits = (f"${column}${_TOP - 1}" for column in "KLM")
    yes = book.words["kvalificering"]["svar"][0]
    asked = f'SUMPRODUCT(({{aftale.maal}}<>"")*({{kvalificering.kvalificeret}}<>"{yes}"))'
    free = "+".join(
        f'IF({FREE.name(number, "maal")}="",0,IF({FREE.name(number, "kvalificeret")}="{yes}",0,1))'
        for number in range(FREE.goals)
    )
    counts = ("SUM({aftale.skjult})", f"MAX(0,COUNT({{aftale.til_udvalg}})-{slots})", f"{asked}+{free}")
    for column, count in enumerate(counts, start=_PLACE):
        sheet.write_formula(_TOP - 2, column, lists.formula("aftale", count), book.style("help"), 0)
    none = f"AND(COUNT({{aftale.til_udvalg}})+COUNTA({FREE.cells('maal')})=0,{secret}=0)"
    said = (
        f"IF({none},{{'udvalg.ingen'}},IF({secret}=0,\"\",{secret}&{{'udvalg.vises_ikke'}})"
        f'&IF({more}=0,""," "&{more}&{{\'udvalg.plads\'}}))'
    )
    sheet.set_row(_TOP - 2, 18)
    sheet.set_row(_TOP - 1, 18)
    sheet.write_formula(_TOP - 2, 0, lists.formula("aftale", said), book.style("count"), "")
    told = lists.formula("aftale", f"IF({waits}=0,\"\",{{'udvalg.ikke_klar'}}&{waits})")
    sheet.write_formula(_TOP - 1, 0, told, book.style("count_warning", align="left", indent=0), "")
    sheet.write_string(_TOP - 1, _PLACE, book.words["faelles"]["hjaelp"], book.style("help_over"))


def _goal(book: Book, lists: Lists, sheet: Worksheet, row: int, slot: int) -> None:
    """Write one goal: the next of those that may be shown."""
    at = f"$K${row + 1}"

    def of(key: str) -> str:
        return f"INDEX({{aftale.{key}}},MAX(1,{at}))"

    def shown(key: str) -> str:
        return f'IF({at}=0,"",IF({of(key)}="","",{of(key)}))'

    cells = (
        (0, f'IF({at}=0,"",{slot})', "quiet"),
        (1, shown("navn"), "name"),
        (2, shown("baseline"), "figure"),
        (3, shown("niveau"), "figure_strong"),
        (4, shown("maaleenhed"), "quiet"),
        (5, shown("senest"), "quiet"),
        (6, f'IF({at}=0,"",{_chance(of("chance"), of("senest"), f"$M${row + 1}")})', "status"),
        (7, shown("tiltag"), "status"),
        (8, shown("spoergsmaal"), "status"),
    )
    for column, formula, style in cells:
        look = book.style(style, valign="top" if column == _TEXTS[-1] else "vcenter")
        sheet.write_formula(row, column, lists.formula("aftale", formula), look, "")
    place = lists.formula("aftale", f"IFERROR(SMALL({{aftale.til_udvalg}},{slot}),0)")
    sheet.write_formula(row, _PLACE, place, book.style("help"), 0)
    of_ten = f"IF({at}=0,0,IF(ISNUMBER({of('chance')}),MAX(1,MIN(9,ROUND(10*{of('chance')},0))),0))"
    sheet.write_formula(row, _OF_TEN, lists.formula("aftale", of_ten), book.style("help"), 0)
    decimals = lists.formula("aftale", f"IF({at}=0,1,{of('decimaler')})")
    sheet.write_formula(row, _DECIMALS, decimals, book.style("help"), 1)
    for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
        rule = {
            "type": "formula",
            "criteria": f"=$L${row + 1}={count}",
            "format": book.rule(num_format=shape),
        }
        sheet.conditional_format(row, 2, row, 3, rule)


def _chance(chance: str, due: str, of_ten: str) -> str:
    """Say a chance as so many of ten: words a committee need not reckon with, no more exact than it is."""
    said = (
        f"IF({chance}<0.05,{{'udvalg.faa'}},IF({chance}>0.95,{{'udvalg.alle'}},"
        f"{{'udvalg.omtrent'}}&{of_ten}&{{'udvalg.tilfaelde'}}))"
    )
    later = f'AND({due}<>"",{due}<>felt_skoleaar)'
    return f"IF({later},{{'udvalg.senere'}},IF(ISNUMBER({chance}),{said},{{'udvalg.ikke_regnet'}}))"


def _free(book: Book, sheet: Worksheet, row: int, number: int) -> None:
    """Write a goal in words, with the result it is seen by where the others have their figure."""
    words = book.words["udvalg"]
    target, result, due, action = (
        FREE.name(number, part) for part in ("maal", "resultat", "senest", "tiltag")
    )
    here = book.words["frie"]["nummer"].format(nummer=number + 1)
    cells = (
        (1, f'IF({target}="","","{here}: "&{target}&IF({result}="",""," ("&{result}&")"))', "name"),
        (5, f'IF(OR({target}="",{due}=""),"",{due})', "quiet"),
        (6, f'IF({target}="","","{words["frit"]}")', "status"),
        (7, f'IF(OR({target}="",{action}=""),"",{action})', "status"),
        (8, f'IF({target}="","","{words["spoerg_frit"]}")', "status"),
    )
    for column in (0, 2, 3, 4):
        sheet.write_blank(row, column, None, book.style("quiet"))
    for column, formula, style in cells:
        look = book.style(style, valign="top" if column in _TEXTS else "vcenter")
        sheet.write_formula(row, column, f"={formula}", look, "")


def _decision(book: Book, sheet: Worksheet, row: int) -> int:
    """Write the committee's own cells; tell the last row."""
    words = book.words["udvalg"]
    sheet.set_row(row - 1, 10)
    sheet.set_row(row, 22)
    section(book, sheet, row, words["beslutning_overskrift"], _LAST + 1)
    help = words["hjaelp"]
    decided = inputs.choice(book, words["beslutninger"], *help["udvalg_beslutning"])
    day = inputs.day(book, *help["udvalg_dato"])
    sheet.set_row(row + 1, 30)
    sheet.write_string(row + 1, 6, words["beslutning"], book.style("term"))
    answer(book, sheet, row + 1, 7, "udvalg_beslutning", "input", help["udvalg_beslutning"], decided)
    sheet.set_row(row + 2, 30)
    sheet.write_string(row + 2, 6, words["dato"], book.style("term"))
    answer(book, sheet, row + 2, 7, "udvalg_dato", "input_date", help["udvalg_dato"], day)
    sheet.set_row(row + 3, 66)
    sheet.write_string(row + 3, 6, words["bemaerkning"], book.style("term"))
    answer(book, sheet, row + 3, 7, "udvalg_bemaerkning", "input_long", help["udvalg_bemaerkning"])
    return row + 3
