"""The sheet of `lus_resultat` about pupils below the expected point: left out where there are none.

No other sheet looks at it, and no single answer stands on it, so that an edition can be without.
"""

from __future__ import annotations

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, page
from workbooks.build.lus_resultat.parts import TOP, confidential, head
from xl_beregner.fields.known.lus import DATES


def pupils(book: Book, lists: Lists) -> List:
    """Write a row a pupil: the points, what is left, and yellow cells for decision and measure."""
    words = book.words["lus_elever"]
    sheet = page(book, words["ark"], row_height=62, writes=True)
    head(book, sheet, words)
    confidential(book, sheet)
    book.name("udelad_lus_elever", sheet, 4, 0)
    made = lists.write(sheet, "lus_elever", TOP, 12, _columns(book), buttons=True)
    over = {"elev_navn": "elev", "foer": "punkter", "forventet": "nu", "beslut": "beslut"}
    for key, said in over.items():
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    below = f'"{words["antal"]}: "&COUNTIF({{lus_elever.kvar}},">0")'
    since = f'"   ·   {words["natt"]}: "&COUNTIF({{lus_elever.kvar}},"<=0")'
    said = lists.formula("lus_elever", f"{below}&{since}")
    sheet.write_formula(TOP - 2, 0, said, book.style("count"), "")
    sheet.write_string(TOP - 2, made.at("beslut"), words["fortroligt"], book.style("warning"))
    made.print_and_freeze(head_height=30, beside="elev_navn")
    sheet.ignore_errors({"number_stored_as_text": f"A{TOP + 2}:I{TOP + 400}"})
    return made


def _columns(book: Book) -> list[Column]:
    words = book.words["lus_elever"]
    said = words["hjaelp"]
    free = {key: inputs.anything(book, *said[key]) for key in ("atgard", "ansvarig", "utfall")}
    decided = inputs.choice(book, words["beslut"], *said["beslut"])
    status = icon_inks({"✓": GREEN, "✕": RED, "…": GREY})
    steps = icon_inks({"▲": GREEN, "▼": BROWN, "●": GREY})
    return [
        Column("elev_navn", 20, "name_line"),
        Column("klasse", 6.5, "text"),
        Column("klassetrin", 5, "quiet"),
        Column("foer", 7.5, "point"),
        *(Column(f"p{number}", 5, "point") for number in DATES),
        Column("forventet", 7.5, "point_strong"),
        Column("status", 13, "status", "formula", _status(), looks=status),
        Column("sedan", 13, "status", "formula", _since(), looks=steps),
        Column("beslut", 17, "input", "svar", validation=decided),
        Column("atgard", 40, "input_long", "svar", validation=free["atgard"]),
        Column("ansvarig", 14, "input_long", "svar", validation=free["ansvarig"]),
        Column("uppfoljning", 11.5, "input_date", "svar", validation=inputs.day(book, *said["uppfoljning"])),
        Column("utfall", 32, "input_long", "svar", validation=free["utfall"]),
        *(helper(key) for key in ("noegle", "nr", "kvar", "steg")),
    ]


def _status() -> str:
    left = "{'lus_elever.kvar'}&INT({kvar})&{'lus_elever.kvar_ord'}"
    known = f"IF({{kvar}}>0,{left},{{'lus_elever.natt_nu'}})"
    return f'IF({{noegle}}="","",IF(ISNUMBER({{kvar}}),{known},{{\'lus_elever.ingen_nu\'}}))'


def _since() -> str:
    ahead = "{'lus_elever.framat'}&INT({steg})&{'lus_elever.framat_ord'}"
    back = "{'lus_elever.bakat'}&INT(-{steg})&{'lus_elever.bakat_ord'}"
    told = f"IF({{steg}}>0,{ahead},IF({{steg}}<0,{back},{{'lus_elever.samma'}}))"
    return f'IF(ISNUMBER({{steg}}),{told},"")'
