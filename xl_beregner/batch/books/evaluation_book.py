"""The workbook of a year's evaluation: schools, goals, words, own goals, whether chances held.

What is evaluated is ``evaluation``'s. Schools stand in the dataset's order, never by result. Numbers and
words stand on sheets of their own with the same rows: neither is read without the other being near.
"""

from __future__ import annotations

from typing import Any

from xl_beregner.batch.books.calibration_sheet import calibration_sheet
from xl_beregner.batch.books.evaluation_parts import (
    about_sheet,
    counted,
    facts,
    judgement_cell,
    lines,
    own_word,
    school_columns,
    warnings,
    whose,
)
from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain, Row, figure_format
from xl_beregner.batch.evaluation import (
    JUDGEMENTS,
    SURE,
    SURELY_NOT,
    Evaluation,
    School,
    is_contradicted,
)
from xl_beregner.cells import school_year
from xl_beregner.fields.goals.goals import Goal, certainty_word, observed_word
from xl_beregner.texts import say

_CERTAINTY_TINT = {
    "reached": "good",
    "probably_reached": "good",
    "undecided": "gone",
    "probably_not_reached": "bad",
    "not_reached": "bad",
    "unknown": "gone",
}
_ABOUT = (
    "hvad_er",
    "observeret",
    "sikkerhed",
    "vurdering",
    "uenige",
    "justeret",
    "chance",
    "brug",
    "fortroligt",
)


def evaluation_book(found: Evaluation) -> bytes:
    """Build the workbook in the language spoken now; the same evaluation gives the same bytes."""
    title = say("evaluation.titel", skoleaar=found.school_year)
    book = Book(title, found.municipality, say("evaluation.side_af", side="&P", sider="&N"))
    _schools(book, found, title)
    _goals(book, found)
    _words(book, found)
    if found.own:
        _own(book, found)
    calibration_sheet(book, found, lines(found), warnings(found))
    about_sheet(book, found, "evaluation.om", _ABOUT, warnings(found), facts(found))
    return book.finished()


# --- Skolerne -----------------------------------------------------------------------------------
def _schools(book: Book, found: Evaluation, title: str) -> None:
    judged = say("evaluation.over.vurdering")
    counted = say("evaluation.over.tallet")
    columns = [
        *school_columns(with_area=True),
        Column(say("evaluation.kolonne.maal_tal"), 9, "count"),
        Column(say("evaluation.kolonne.med_resultat"), 10, "count", counted),
        Column(say("evaluation.kolonne.naaet_tal"), 11, "count", counted),
        Column(say("evaluation.kolonne.sikkert"), 12, "count", counted),
        Column(say("evaluation.kolonne.uafgjort"), 9, "count", counted),
        Column(say("evaluation.kolonne.sikkert_ikke"), 12, "count", counted),
        Column(say("evaluation.kolonne.afventer"), 10, "count", counted),
        Column(say("evaluation.kolonne.hvert_maal"), 15, "cell", counted),
        Column(say("evaluation.kolonne.egne"), 8, "count", judged),
        *(Column(say(f"evaluation.vurdering.{key}"), 10, "count", judged) for key in JUDGEMENTS),
        Column(say("evaluation.kolonne.uden_vurdering"), 11, "count", judged),
    ]
    sheet = book.page(say("evaluation.ark.skoler"), [column.width for column in columns])
    said = [*lines(found), _sum(found), *([_without(found)] if found.without else [])]
    top = book.top(sheet, title, said, warnings(found))
    end = book.table(sheet, top, columns, [_school_row(school) for school in found.schools], frozen=2)
    book.write(sheet, end, 0, Cell(say("evaluation.tegn"), "quiet"))
    sheet.print_area(0, 0, end, len(columns) - 1)
    sheet.activate()


def _school_row(school: School) -> Row:
    goals = school.goals
    settled = [goal for goal in goals if goal.is_settled]
    counts = [
        len(settled),
        sum(goal.is_reached for goal in settled),
        sum(goal.certainty in SURE for goal in settled),
        sum(goal.certainty in ("undecided", "unknown") for goal in settled),
        sum(goal.certainty in SURELY_NOT for goal in settled),
        len(goals) - len(settled),
    ]
    unjudged = school.judged("")
    return [
        school.number,
        Cell(school.name, "strong"),
        school.area,
        len(goals),
        *map(counted, counts),
        "".join(certainty_word(goal)[:1] for goal in settled),
        counted(len(school.own_agreed)),
        *(counted(school.judged(key)) for key in JUDGEMENTS),
        Cell(unjudged, "count", {"bold": True, "font_color": "#7A4B00"}) if unjudged else None,
    ]


def _sum(found: Evaluation) -> str:
    settled = [goal for goal in found.goals if goal.is_settled]
    facts: dict[str, Any] = {
        "maal": len(found.goals),
        "skoler": len(found.schools),
        "resultat": len(settled),
        "naaet": sum(goal.is_reached for goal in settled),
        "sikkert": sum(goal.certainty in SURE for goal in settled),
    }
    return say("evaluation.antal", **facts)


def _without(found: Evaluation) -> str:
    shown = list(found.without[:12])
    more = len(found.without) - len(shown)
    return say("evaluation.uden_aftale", skoler=", ".join(shown) + (f" … (+{more})" if more else ""))


# --- Målene -------------------------------------------------------------------------------------
def _goals(book: Book, found: Evaluation) -> None:
    agreed, figure, people = (say(f"evaluation.over.{key}") for key in ("aftalt", "tallet", "folk"))
    columns = [
        *school_columns(),
        Column(say("evaluation.kolonne.tema"), 13, "small"),
        Column(say("evaluation.kolonne.indikator"), 30, "strong"),
        Column(say("evaluation.kolonne.enhed"), 9, "small"),
        Column(say("evaluation.kolonne.baseline"), 9, "value", agreed),
        Column(say("evaluation.kolonne.maal"), 8, "value", agreed),
        Column(say("evaluation.kolonne.senest"), 10, "cell", agreed),
        Column(say("evaluation.kolonne.chance"), 11, "chance", agreed),
        Column(say("evaluation.kolonne.justeret"), 9, "value", agreed),
        Column(say("evaluation.kolonne.resultat"), 9, "value", figure),
        Column(say("evaluation.kolonne.observeret"), 19, "cell", figure),
        Column(say("evaluation.kolonne.sikkerhed"), 17, "cell", figure),
        Column(say("evaluation.kolonne.bemaerkning"), 21, "small", figure),
        Column(say("evaluation.kolonne.gennemfoert"), 11, "cell", people),
        Column(say("evaluation.kolonne.vurdering"), 13, "cell", people),
    ]
    rows = [
        [*whose(school, place > 0), *_goal_row(goal)]
        for school in found.schools
        for place, goal in enumerate(school.goals)
    ]
    sheet = book.page(say("evaluation.ark.maal"), [column.width for column in columns])
    said = [*lines(found), say("evaluation.maal.om")]
    top = book.top(sheet, say("evaluation.maal.titel"), said, warnings(found))
    book.table(sheet, top, columns, rows, frozen=4)


def _goal_row(goal: Goal) -> list[Plain | Cell]:
    def number(value: float | None, **more: Any) -> Cell:
        return Cell(value, "value", {"num_format": figure_format(goal.decimals), **more})

    target: Plain | Cell = number(goal.level, bold=True) if goal.level is not None else goal.typed_text
    said = [goal.why] if goal.why else []
    if is_contradicted(goal):
        said.append(say("evaluation.uenige"))
    return [
        goal.theme,
        goal.name,
        goal.unit,
        number(goal.baseline),
        target,
        school_year(goal.due),
        Cell(goal.chance, "chance", _chance_shown(goal.chance)),
        number(goal.adjusted),
        number(goal.result, bold=True),
        observed_word(goal),
        Cell(certainty_word(goal), _CERTAINTY_TINT.get(goal.certainty, "cell")),
        " ".join(said),
        goal.done,
        judgement_cell(goal.judgement, is_later=goal.is_later),
    ]


def _chance_shown(chance: float | None) -> dict[str, Any]:
    """Never show a chance as 0 or 100 %: nobody knows it that well."""
    if chance is not None and not 0.01 <= chance <= 0.99:
        return {"num_format": say("evaluation.sjaelden" if chance < 0.01 else "evaluation.naesten")}
    return {}


# --- Ordene -------------------------------------------------------------------------------------
def _words(book: Book, found: Evaluation) -> None:
    columns = [
        *school_columns(),
        Column(say("evaluation.kolonne.indikator"), 30, "strong"),
        Column(say("evaluation.kolonne.observeret"), 18),
        Column(say("evaluation.kolonne.tiltag"), 36),
        Column(say("evaluation.kolonne.gennemfoert"), 12),
        Column(say("evaluation.kolonne.begrundelse"), 24),
        Column(say("evaluation.kolonne.leder"), 34),
        Column(say("evaluation.kolonne.chef"), 34),
        Column(say("evaluation.kolonne.vurdering"), 14),
    ]
    rows: list[Row] = []
    for school in found.schools:
        for place, goal in enumerate(school.goals):
            said: list[Plain | Cell] = [goal.name, observed_word(goal), goal.action, goal.done]
            said += [goal.reason, goal.leader, goal.chief]
            judged = judgement_cell(goal.judgement, is_later=goal.is_later)
            rows.append([*whose(school, place > 0), *said, judged])
    sheet = book.page(say("evaluation.ark.ord"), [column.width for column in columns])
    top = book.top(
        sheet, say("evaluation.ord.titel"), [*lines(found), say("evaluation.ord.om")], warnings(found)
    )
    book.table(sheet, top, columns, rows, frozen=3)


def _own(book: Book, found: Evaluation) -> None:
    agreed, people = say("evaluation.over.aftalt"), say("evaluation.over.folk")
    columns = [
        *school_columns(),
        Column(say("evaluation.kolonne.emne"), 15, "strong"),
        Column(say("evaluation.kolonne.maal"), 30, "cell", agreed),
        Column(say("evaluation.kolonne.tegn"), 24, "cell", agreed),
        Column(say("evaluation.kolonne.aftalt"), 20, "cell", agreed),
        Column(say("evaluation.kolonne.senest"), 11, "cell", agreed),
        Column(say("evaluation.kolonne.tiltag"), 30, "cell", agreed),
        Column(say("evaluation.kolonne.gennemfoert"), 12, "cell", people),
        Column(say("evaluation.kolonne.vurdering"), 14, "cell", people),
        Column(say("evaluation.kolonne.bemaerkning"), 30, "cell", people),
    ]
    rows: list[Row] = []
    for school in found.schools:
        for place, goal in enumerate(school.own):
            said = [own_word(goal), goal.target, goal.signs, goal.wanted, goal.due, goal.action]
            judged = [
                goal.done,
                judgement_cell(goal.judgement, is_later=goal.is_later) if goal.target else goal.judgement,
            ]
            rows.append([*whose(school, place > 0), *said, *judged, goal.remark])
    sheet = book.page(say("evaluation.ark.egne"), [column.width for column in columns])
    top = book.top(
        sheet, say("evaluation.egne.titel"), [*lines(found), say("evaluation.egne.om")], warnings(found)
    )
    book.table(sheet, top, columns, rows, frozen=3)
