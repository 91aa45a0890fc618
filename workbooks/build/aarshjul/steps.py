"""The sheets of `aarshjul` that are lists: the year's steps, the school's own, last year's notes.

The page for the wall and the workbook as a whole stand in ``aarshjul``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, Lists, Look, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, page
from workbooks.build.kit.parts import answer, field

OWN_STEPS = 12
_OWN_TOP = 5


def head(book: Book, sheet: Worksheet, words: Mapping[str, Any], year: str = "felt_skoleaar") -> None:
    """Write title and sentence: a calendar has no figures, and so no line of where they come from."""
    sheet.set_row(0, 30)
    title = f'=felt_skole_navn&" · {words["titel"]} "&{year}'
    sheet.write_formula(0, 0, title, book.style("title"), "")
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))


def year(book: Book, lists: Lists, top: int, rows: int) -> None:
    """Write the steps by date, and beside them what the school answers."""
    words = book.words["aarshjul"]
    sheet = page(book, words["ark"], row_height=44, writes=True)
    head_with_example(book, sheet, words)
    made = lists.write(sheet, "aarshjul", top, rows, _columns(book), buttons=True)
    for key, said in (("tidspunkt", "plan"), ("ansvarlig", "jeres")):
        sheet.write_string(top - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=20, beside="navn")
    _count(book, lists)


def head_with_example(
    book: Book, sheet: Worksheet, words: Mapping[str, Any], year: str = "felt_skoleaar"
) -> None:
    """Write title, sentence and the label of an example."""
    head(book, sheet, words, year)
    sheet.set_row(2, 18)
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    sheet.set_row(3, 8)


def _columns(book: Book) -> list[Column]:
    said = book.words["aarshjul"]["hjaelp"]
    done = inputs.choice(book, book.words["faelles"]["ja_delvis_nej"], *said["udfoert"])
    kind = 'IF({er_eksempel}="",IF({noegle}="","",{\'aarshjul.fast\'}),{\'aarshjul.eksempel\'})'
    return [
        Column("tidspunkt", 18, "term_strong"),
        Column("navn", 30, "name"),
        Column("hvem_navn", 14, "quiet"),
        Column("om", 42, "quiet"),
        Column("slags", 19, "status", "formula", kind, looks=_inks()),
        Column("ansvarlig", 17, "input_long", "svar", validation=inputs.anything(book, *said["ansvarlig"])),
        Column("egen_dato", 12, "input_date", "svar", validation=inputs.day(book, *said["egen_dato"])),
        Column("udfoert", 10, "input", "svar", validation=done),
        Column("note", 44, "input_long", "svar", validation=inputs.anything(book, *said["note"])),
        Column("status", 17, "status", "formula", _status(), looks=_inks()),
        *(helper(key) for key in ("noegle", "fra", "til", "er_eksempel")),
    ]


def _status() -> str:
    """Say how a step stands; an example waits for the school's own date."""
    waits = "IF(AND({er_eksempel}<>\"\",{egen_dato}=\"\"),{'aarshjul.mangler_dato'},{'aarshjul.planlagt'})"
    given = waits
    for answered, said in (("nej", "ikke"), ("delvist", "delvis"), ("ja", "gjort")):
        given = f"IF({{udfoert}}={{'aarshjul.{answered}'}},{{'aarshjul.{said}'}},{given})"
    return f'IF({{noegle}}="","",{given})'


def _inks() -> list[Look]:
    """Help the icons with an ink: the word says it too."""
    inks = {"✓": GREEN, "◐": BROWN, "✕": RED, "✎": BROWN, "○": GREY, "●": GREY}
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]


def _count(book: Book, lists: Lists) -> None:
    """Count on the page for the wall how many steps are done."""
    sheet, words = lists.made["aarshjul_maaneder"].sheet, book.words["aarshjul_maaneder"]
    done = lists.formula("aarshjul", "COUNTIF({aarshjul.udfoert},{'aarshjul.ja'})")
    everything = lists.formula("aarshjul", "COUNTA({aarshjul.noegle})")
    sheet.write_formula(5, 1, f'={done[1:]}&" {words["af"]} "&{everything[1:]}', book.style("count"), "")


def own(book: Book) -> None:
    """Write the form for the school's own steps; its rows are fixed, so each cell has a name."""
    words, said = book.words["egne_trin"], book.words["egne_trin"]["hjaelp"]
    sheet = page(book, words["ark"], row_height=34, writes=True, pages=1)
    head_with_example(book, sheet, words)
    for column, width in enumerate((14, 40, 13, 18, 20, 11, 48, 18)):
        sheet.set_column(column, column, width)
    sheet.set_row(_OWN_TOP - 1, 20)
    sheet.write_string(_OWN_TOP - 1, 1, words["gruppe_plan"], book.style("over_group"))
    sheet.write_string(_OWN_TOP - 1, 5, words["gruppe_gik"], book.style("over_group"))
    sheet.set_row(_OWN_TOP, 22)
    for column, heading in enumerate(words["kolonner"]):
        sheet.write_string(_OWN_TOP, column, heading, book.style("head" if column else "head_first"))
    for number in range(1, OWN_STEPS + 1):
        _own_step(book, sheet, _OWN_TOP + number, number)
    last = _OWN_TOP + OWN_STEPS
    for icon, change in _inks():
        cell = xl_rowcol_to_cell(_OWN_TOP + 1, 7, col_abs=True)
        rule = {"type": "formula", "criteria": "=" + icon.format(cell=cell), "format": book.rule(**change)}
        sheet.conditional_format(_OWN_TOP + 1, 7, last, 7, rule)
    sheet.set_row(last + 1, 8)
    sheet.set_row(last + 2, 22)
    sheet.write_string(last + 2, 1, words["vigtigst"], book.style("block_head"))
    sheet.set_row(last + 3, 112)
    answer(book, sheet, last + 3, 1, "aarets_vigtigste", help=said["vigtigst"])
    sheet.freeze_panes(_OWN_TOP + 1, 1)
    sheet.print_area(0, 0, last + 3, 7)


def _own_step(book: Book, sheet: Worksheet, row: int, number: int) -> None:
    words, said = book.words["egne_trin"], book.words["egne_trin"]["hjaelp"]
    sheet.write_string(row, 0, f"{words['raekke']} {number}", book.style("term"))
    takes = {
        "navn": None,
        "dato": inputs.day(book, *said["dato"]),
        "hvem": inputs.choice(book, words["hvem"], *said["hvem"]),
        "ansvarlig": None,
        "udfoert": inputs.choice(book, book.words["faelles"]["ja_delvis_nej"], *said["udfoert"]),
        "note": None,
    }
    styles = {"dato": "input_date", "hvem": "input", "udfoert": "input"}
    for column, (key, validation) in enumerate(takes.items(), start=1):
        style = styles.get(key, "input_long")
        answer(book, sheet, row, column, f"eget_trin_{number}_{key}", style, said[key], validation)
    sheet.write_formula(row, 7, _own_status(book, number), book.style("status"), "")


def _own_status(book: Book, number: int) -> str:
    """Say how a step of the school's own stands, in the words of the year's steps."""
    said = book.words["aarshjul"]
    name, day, done = (f"svar_eget_trin_{number}_{key}" for key in ("navn", "dato", "udfoert"))
    given = f'IF({day}="","{said["mangler_dato"]}","{said["planlagt"]}")'
    for answered, word in (("nej", "ikke"), ("delvist", "delvis"), ("ja", "gjort")):
        given = f'IF({done}="{said[answered]}","{said[word]}",{given})'
    return f'=IF({name}="","",{given})'


def last_year(book: Book, lists: Lists, top: int) -> None:
    """Write what the school itself wrote beside the steps last year; left out where there is nothing."""
    words = book.words["forrige_aarshjul"]
    sheet = page(book, words["ark"], row_height=36)
    head_with_example(book, sheet, words, "felt_forrige_skoleaar")
    # Of which year the answers are stands out of print: the title says it.
    field(book, sheet, 0, 7, "forrige_skoleaar", "help")
    name = 'IFERROR(INDEX({aarshjul.navn},MATCH({noegle},{aarshjul.noegle},0)),{noegle}&"")'
    columns = [
        Column("trin", 40, "name", "formula", name),
        Column("ansvarlig", 24, "text"),
        Column("egen_dato", 14, "fact_date"),
        Column("udfoert", 12, "quiet"),
        Column("note", 70, "text"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "forrige_aarshjul", top, 1, columns)
    made.print_and_freeze(head_height=20, beside="trin")
    book.name("udelad_sidste_aar", sheet, top, 0)
