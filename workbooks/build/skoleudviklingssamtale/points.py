"""The first sheet of `skoleudviklingssamtale`: the talk, and each formal point with where it stands.

Whether a point is filled in is a formula that counts answers; it says nothing of how good they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.forms import Form
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.look import BROWN, GREEN, GREY, Book, area, notes, page
from workbooks.build.kit.parts import answer, field, section

_PEOPLE = 6  # the row (from 0) of the first answer
_POINTS = 14  # the row of the checklist's headings
# Where each point is written; what is on the first sheet links to itself.
_SHEET_OF = {
    "samtale": "overblik", "foraelder": "overblik", "omraader": "omraader", "emner": "emner",
    "viden": "viden", "sidst": "sidst", "planer": "viden", "hjemmeside": "viden", "aftaler": "aftaler",
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """The cells the checklist counts, on the sheets made after it."""

    followed: tuple[Form, Form]
    areas: Form
    topics: Form
    knowledge: Mapping[str, str]
    agreed: Form


def overview(book: Book) -> Worksheet:
    """Write who takes part and when, and how the workbook is used; the checklist follows last."""
    words = book.words["overblik"]
    sheet = page(book, words["ark"], row_height=22, writes=True, pages=1)
    for column, width in enumerate((56, 50, 26, 26)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 38)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    sheet.set_row(1, 26)
    field(book, sheet, 1, 0, "skole_navn", "front_school")
    notes(book, sheet, fields=True)
    sheet.write_string(4, 0, words["gul"], book.style("lead"))
    section(book, sheet, 5, words["samtalen"], 4)
    _people(book, sheet)
    facts = {"skoleaar": "skoleaar", "kommune": "kommune_navn", "omraade": "omraade", "elevtal": "elevtal"}
    for row, (key, name) in enumerate(facts.items(), start=_PEOPLE):
        sheet.write_string(row, 2, words[key], book.style("term", indent=1))
        field(book, sheet, row, 3, name, "fact")
    _steps(book, sheet, _POINTS + len(words["punkt"]) + 2)
    sheet.set_first_sheet()
    sheet.activate()
    return sheet


def _people(book: Book, sheet: Worksheet) -> None:
    words = book.words["overblik"]
    for row, (key, said) in enumerate(words["deltagere"].items(), start=_PEOPLE):
        help = said[:32], words["hjaelp"][key]
        style, takes = "input", None
        if key == "skoleudviklingssamtale_dato":
            style, takes = "input_date", inputs.day(book, *help)
        elif key == "samtale_foraelder_deltog":
            takes = inputs.choice(book, words["deltagelse"], *help)
        sheet.write_string(row, 0, said, book.style("term"))
        answer(book, sheet, row, 1, key, style, help, takes)


def _steps(book: Book, sheet: Worksheet, top: int) -> None:
    """Write what is done before, under and after the talk, the source of the figures below."""
    words = book.words["overblik"]
    section(book, sheet, top, words["saadan"], 4)
    row = top
    for term, said in words["trin"].items():
        row += 1
        sheet.write_rich_string(
            row, 0, book.style("plain", bold=True), f"{term}:  ", book.style("plain"), said,
            book.style("lead", font_size=10),
        )  # fmt: skip
    field(book, sheet, row + 1, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, row + 1, 3)


def check_points(book: Book, sheet: Worksheet, filled: Filled) -> None:
    """Write the checklist: each formal point, its source, where it is written, filled in or not."""
    words = book.words["overblik"]
    section(book, sheet, _POINTS - 1, words["punkter"], 4)
    for column, said in enumerate(words["kolonner"]):
        sheet.write_string(_POINTS, column, said, book.style("head" if column else "head_first"))
    states = _states(book, filled)
    for row, (key, (point, source)) in enumerate(words["punkt"].items(), start=_POINTS + 1):
        name = book.words[_SHEET_OF[key]]["ark"]
        sheet.write_string(row, 0, point, book.style("name"))
        sheet.write_string(row, 1, source, book.style("quiet"))
        sheet.write_url(row, 2, f"internal:'{name}'!A1", book.style("link", indent=1), name)
        sheet.write_formula(row, 3, f"={states[key]}", book.style("status"), "")
        book.name(f"udfyldt_{key}", sheet, row, 3)
    last = _POINTS + len(words["punkt"])
    inks = icon_inks({"✓": GREEN, "◐": BROWN, "–": GREY})
    for condition, change in inks:
        rule = {"type": "formula", "format": book.rule(**change)}
        rule["criteria"] = "=" + condition.replace("{cell}", f"$D{_POINTS + 2}")
        sheet.conditional_format(_POINTS + 1, 3, last, 3, rule)


def _states(book: Book, filled: Filled) -> dict[str, str]:
    """Give each point's formula; a point is begun when something is written, filled when enough is."""
    words, know = book.words["overblik"], filled.knowledge

    def enough(given: str, wanted: str) -> str:
        said = f'IF({given}>={wanted},"{words["udfyldt"]}","{words["begyndt"]}")'
        return f'IF({given}=0,"{words["mangler"]}",{said})'

    def rows(of: Form, *keys: str) -> str:
        """Count rows where all these are written: one is enough, but none may be half done."""
        whole = "*".join(f'({of.cells(key)}<>"")' for key in keys)
        begun = f'SUMPRODUCT(1*({of.cells(keys[0])}<>""))'
        done = f"AND({begun}>0,SUMPRODUCT({whole})={begun})"
        said = f'IF({done},"{words["udfyldt"]}","{words["begyndt"]}")'
        return f'IF(COUNTA({of.answers()})=0,"{words["mangler"]}",{said})'

    def asked(*keys: str) -> str:
        return enough("(" + "+".join(f'({know[key]}<>"")' for key in keys) + ")", str(len(keys)))

    talk = "COUNTA(svar_skoleudviklingssamtale_dato,svar_skoleleder,svar_samtale_kommune)"
    came, not_yet = "svar_samtale_foraelder_deltog", f'"{words["deltagelse"][-1]}"'
    no_plan = book.words["viden"]["har_plan"][0]
    plan = f'IF({know["planer_har"]}="{no_plan}","{words["udfyldt"]}",{{}})'
    return {
        "samtale": enough(talk, "3"),
        "foraelder": enough(f'COUNTA({came})+AND({came}<>"",{came}<>{not_yet})', "2"),
        "omraader": rows(filled.areas, "omraade", "hvorfor", "maal", "goer", "ser"),
        "emner": _discussed(book, filled),
        "viden": asked("viden_test", "viden_anden"),
        "sidst": _followed(book, filled),
        "planer": plan.format(asked("planer_har", "planer_status", "planer_naeste")),
        "hjemmeside": asked("hjemmeside_hvad", "hjemmeside_hvor", "hjemmeside_dato"),
        "aftaler": rows(filled.agreed, "hvad", "hvem", "hvornaar"),
    }


def _discussed(book: Book, filled: Filled) -> str:
    """Ask for the school's words beside each topic, of the council's frame or written for the school."""
    words, topics = book.words["overblik"], filled.topics
    sheet, first, last = topics.sheet, topics.top + 1, topics.bottom
    asked, own, told = area(sheet, first, 0, last, 0), topics.cells("navn"), topics.cells("ord")
    there = f'SUMPRODUCT(1*((({asked}<>"")+({own}<>""))>0))'
    whole = f'SUMPRODUCT(((({asked}<>"")+({own}<>""))>0)*({told}<>""))'
    some = f'IF(COUNTA({topics.answers()})=0,"{words["mangler"]}","{words["begyndt"]}")'
    return f'IF(AND({there}>0,{whole}={there}),"{words["udfyldt"]}",{some})'


def _followed(book: Book, filled: Filled) -> str:
    """Ask for a status beside each area and agreement that came along from last year."""
    words = book.words["overblik"]
    pairs = [
        (form.cells(last), form.cells("status"))
        for form, last in zip(filled.followed, ("forrige_omraade", "forrige_hvad"), strict=True)
    ]
    there = "+".join(f'SUMPRODUCT(1*({last}<>""))' for last, _ in pairs)
    told = "+".join(f'SUMPRODUCT(({last}<>"")*({status}<>""))' for last, status in pairs)
    none = f'IF(svar_siden_sidst_andet="","{words["ingen_sidst"]}","{words["udfyldt"]}")'
    some = f'IF({told}=0,"{words["mangler"]}","{words["begyndt"]}")'
    return f'IF({there}=0,{none},IF({told}={there},"{words["udfyldt"]}",{some}))'
