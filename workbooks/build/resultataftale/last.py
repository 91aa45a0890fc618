"""The sheets of `resultataftale` on the last agreement: what was agreed, what came of it, what was said.

Everything on them is filled; nobody writes here. The fields are the lists ``sidste_aftale`` and
``sidste_egne``; where there was no agreement a sentence says so. The sheets of the year's own agreement
stand in ``answers``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import goal_formulas as goal
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import GREY, Book, heading, page

ROWS = 1  # as many as the example needs, which has no agreement
_YEAR = 'felt_sidste_skoleaar=""'
_DATE = {"num_format": "dd-mm-yyyy"}


def last_agreement(book: Book, lists: Lists, top: int) -> List:
    """Write the sheet of goals with figures; ``top`` is the row of headings, from 0."""
    words = book.words["sidste_aftale"]
    sheet = page(book, words["ark"], row_height=74)
    _heading(book, sheet, "sidste_aftale")
    made = lists.write(sheet, "sidste_aftale", top, ROWS, _columns())
    _when(book, made)
    for key, said in (("baseline", "aftalt"), ("resultat", "tallet"), ("gennemfoert", "ord")):
        sheet.write_string(top - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze()
    # The sentence on how it went stands above the facts, so that it has the width of the sheet.
    sheet.set_row(top - 3, 22)
    sheet.write_blank(top - 3, 0, None, book.style("count"))
    book.name("felt_sidste_linje", sheet, top - 3, 0)
    return made


def _heading(book: Book, sheet: Worksheet, key: str) -> None:
    """Write what stands above a list; the title tells the last agreement's year, not the new one's."""
    words = book.words[key]
    heading(book, sheet, words)
    title = f'=felt_skole_navn&" · {words["titel"]}"&IF({_YEAR},""," "&felt_sidste_skoleaar)'
    sheet.write_formula(0, 0, title, book.style("title"), "")


def _when(book: Book, made: List) -> None:
    """Write which school year the agreement was for, and the days of the two talks."""
    words, sheet, row = book.words["sidste_aftale"], made.sheet, made.top - 2
    facts: tuple[tuple[str, str, str, str, Mapping[str, str]], ...] = (
        ("navn", "skoleaar", "baseline", "sidste_skoleaar", {}),
        ("senest", "indgaaet", "tiltag", "sidste_aftale_dato", _DATE),
        ("observeret", "evalueret", "sikkerhed", "sidste_evaluering_dato", _DATE),
    )
    for at, word, beside, name, shape in facts:
        said = f'=IF(felt_{name}="","","{words[word]}")'
        sheet.write_formula(row, made.at(at), said, book.style("over"), "")
        sheet.write_blank(row, made.at(beside), None, book.style("count", **shape))
        book.name(f"felt_{name}", sheet, row, made.at(beside))


def _columns() -> list[Column]:
    adjusted = [("ISNUMBER({=justeret})", {"font_color": GREY, "font_strikeout": True})]
    return [
        Column("navn", 24, "name"),
        Column("baseline", 9.5, "figure_quiet", decimals=True),
        Column("niveau", 8.5, "figure", decimals=True, looks=adjusted),
        Column("justeret", 9, "figure", decimals=True),
        Column("begrundelse", 17, "quiet"),
        Column("senest", 11, "quiet"),
        Column("tiltag", 27, "status"),
        Column("resultat", 9.5, "figure_strong", decimals=True),
        Column("observeret", 13, "status", looks=goal.observed_inks()),
        Column("sikkerhed", 14, "status", looks=goal.certain_inks()),
        Column("bemaerkning", 14, "remark"),
        Column("gennemfoert", 12, "status"),
        Column("leder", 26, "status"),
        Column("chef", 26, "status"),
        Column("vurdering", 12, "status"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]


def last_own_goals(book: Book, lists: Lists, top: int) -> List:
    """Write the sheet of goals the figures do not cover."""
    words = book.words["sidste_egne"]
    sheet = page(book, words["ark"], row_height=58)
    _heading(book, sheet, "sidste_egne")
    made = lists.write(sheet, "sidste_egne", top, ROWS, _own_columns())
    for key, said in (("maal", "aftalt"), ("gennemfoert", "gik")):
        sheet.write_string(top - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(beside="emne")
    # An empty cell handed on by IF is 0 in Excel; joined with nothing it is nothing.
    none = "IF(COUNTA({sidste_egne.emne})=0,{'sidste_egne.ingen'},\"\")"
    said = lists.formula("sidste_egne", f'IF({_YEAR},felt_sidste_linje&"",{none})')
    sheet.write_formula(top - 2, 0, said, book.style("count"), "")
    return made


def _own_columns() -> list[Column]:
    return [
        Column("emne", 17, "group"),
        Column("maal", 32, "status"),
        Column("tegn", 30, "status"),
        Column("resultat", 18, "status"),
        Column("senest", 11, "quiet"),
        Column("tiltag", 34, "status"),
        Column("gennemfoert", 12, "status"),
        Column("vurdering", 13, "status"),
        Column("bemaerkning", 32, "status"),
        helper("noegle"),
    ]
