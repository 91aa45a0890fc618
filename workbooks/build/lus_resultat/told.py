"""The sheets of `lus_resultat` in words: one sentence for the committee, a page for parents.

The parents' page holds åtaganden and no result, so that it can be published as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.parts import answer, section
from workbooks.build.lus_resultat.parts import confidential, head
from xl_beregner.fields.known.lus import DATES

_GRADES = 9
_SENTENCE = {"font_size": 13, "valign": "top"}


# --- The committee -----------------------------------------------------------------------------
def committee(book: Book, lists: Lists) -> None:
    """Write the sentence with its uncertainty, what to know of it, and room for the head's own words."""
    words = book.words["namnd"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    head(book, sheet, words)
    confidential(book, sheet)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 112)
    rows = (
        ("mening", 76, "=" + _sentence(lists, words)),
        ("atagande", 30, "=" + _reached(lists, words)),
        ("las", 50, words["att_veta"]),
    )
    row = 6
    for key, height, said in rows:
        sheet.set_row(row, height)
        sheet.write_string(row, 0, words[key], book.style("term_strong", valign="top"))
        style = book.style("fact", **(_SENTENCE if key == "mening" else {"valign": "top"}))
        write = sheet.write_formula if said.startswith("=") else sheet.write_string
        write(row, 1, said, style)
        row += 1
    sheet.set_row(row, 22)
    sheet.write_string(row, 1, words["fraga"], book.style("quiet", bottom=0))
    sheet.set_row(row + 1, 150)
    sheet.write_string(row + 1, 0, words["rektor"], book.style("term_strong", valign="top"))
    answer(book, sheet, row + 1, 1, "namnd", "input_page", words["hjaelp"]["rektor"])
    sheet.print_area(0, 0, row + 1, 1)


def _sentence(lists: Lists, words: Mapping[str, str]) -> str:
    def at(key: str) -> str:
        return lists.formula("lus_skole", f"INDEX({{lus_skole.{key}}},MAX(1,N(felt_lus_seneste)))")[1:]

    def number(key: str) -> str:
        return f"INT({at(key)})"

    def percent(key: str) -> str:
        return f"INT(100*{at(key)}+0.5)"

    judged = (
        f'"{words["den"]}"&{at("tidspunkt")}&"{words["hade"]}"&{number("bedoemte")}&"{words["av"]}"'
        f'&{number("elever")}&"{words["elever"]}"'
    )
    share = (
        f'{percent("andel")}&"{words["procent"]}"&{percent("nedre")}&"{words["till"]}"&{percent("oevre")}'
        f'&"{words["slut"]}"'
    )
    moved = (
        f'"{words["sedan"]}"&{number("frem")}&"{words["fram"]}"&{number("uaendret")}&"{words["samma"]}"'
        f'&{number("tilbage")}&"{words["bak"]}"'
    )
    reached = f'IF(ISNUMBER({at("andel")}),{share},"{words["utan"]}")'
    steps = f'IF(ISNUMBER({at("frem")}),{moved},"")'
    line = 'IF(felt_lus_linje="","",felt_lus_linje)'
    # In the school's own edition few pupils are counted too; the committee's sentence is not for them.
    is_shown = f'IF(felt_lus_seneste="",FALSE,N({at("bedoemte")})>=MAX(1,N(felt_mindst_antal)))'
    return f"IF({is_shown},{judged}&{reached}&{steps},{line})"


def _reached(lists: Lists, words: Mapping[str, str]) -> str:
    reached, of = "COUNTIF({lus_trin.natt},1)", "COUNT({lus_trin.natt})"
    said = f'IF({of}=0,"{words["ingen"]}",{reached}&"{words["ar_av"]}"&{of}&"{words["nar"]}")'
    return lists.formula("lus_trin", said)[1:]


# --- Parents -----------------------------------------------------------------------------------
def parents(book: Book, lists: Lists) -> None:
    """Write the åtaganden in plain words: what LUS is, what is promised, what school and home can do."""
    words = book.words["foraldrar"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    sheet.set_portrait()
    head(book, sheet, words, results=False)
    sheet.set_column(0, 0, 106)
    days = [f"felt_lus_tidpunkt_{number}" for number in DATES]
    listed = '&", "&'.join(days[:-1]) + f'&"{words["och"]}"&{days[-1]}'
    row = _told(book, sheet, 4, words["om_rubrik"], f'"{words["om"]}"', 50)
    row = _told(book, sheet, row, words["nar_rubrik"], f'"{words["nar"]}"&{listed}&"."', 34)
    row = _told(book, sheet, row, words["stod_rubrik"], f'"{words["stod"]}"', 50)
    for key, height in (("gor", 110), ("hemma", 90), ("kontakt", 50)):
        section(book, sheet, row, words[f"{key}_rubrik"], 1)
        sheet.set_row(row, 24)
        sheet.set_row(row + 1, height)
        answer(book, sheet, row + 1, 0, f"foraldrar_{key}", "input_page", words["hjaelp"][key])
        row += 2
    # Last, since a school has some grades and the page has room for all.
    row = _promises(book, lists, sheet, row)
    sheet.print_area(0, 0, row - 1, 0)


def _told(book: Book, sheet: Worksheet, row: int, title: str, said: str, height: float) -> int:
    section(book, sheet, row, title, 1)
    sheet.set_row(row, 24)
    sheet.set_row(row + 1, height)
    style = book.style("plain", font_size=12, valign="top")
    if said.count('"') == 2:
        sheet.write_string(row + 1, 0, said.strip('"'), style)
    else:
        sheet.write_formula(row + 1, 0, f"={said}", style, "")
    return row + 2


def _promises(book: Book, lists: Lists, sheet: Worksheet, row: int) -> int:
    """Write a sentence for each grade with an åtagande; the rows of others stay low and blank."""
    words = book.words["foraldrar"]
    section(book, sheet, row, words["lovar"], 1)
    sheet.set_row(row, 24)
    style = book.style("plain", font_size=12, valign="top", indent=1)
    for place in range(1, _GRADES + 1):
        sheet.set_row(row + place, 48)
        sheet.write_formula(
            row + place, 0, lists.formula("lus_forpligtelser", _promise(place, words)), style, ""
        )
    return row + _GRADES + 1


def _promise(place: int, words: Mapping[str, Any]) -> str:
    def at(key: str) -> str:
        return f"INDEX({{lus_forpligtelser.{key}}},{place})"

    grade = f'IF({at("klassetrin")}=0,"{words["i_f"]}","{words["i_arskurs"]}"&INT({at("klassetrin")}))'
    point = f'IF({at("punkt")}="","{words["den_vantade"]}","{words["punkt"]}"&{at("punkt")})'
    meaning = f'IF({at("punkt_ord")}="","","{words["betyder"]}"&{at("punkt_ord")})'
    said = (
        f'{grade}&"{words["minst"]}"&INT(100*{at("galler")}+0.5)&"{words["procent"]}"&{point}'
        f'&"{words["slut"]}"&{meaning}'
    )
    none = f'"{words["inga"]}"' if place == 1 else '""'
    count = "COUNT({lus_forpligtelser.galler})"
    missing = f'IF({count}=0,{none},"")'
    rows = "ROWS({lus_forpligtelser.galler})"
    return f'IF({rows}<{place},"",IF(ISNUMBER({at("galler")}),{said},{missing}))'
