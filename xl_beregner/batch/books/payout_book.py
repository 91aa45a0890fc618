"""The administration's own file on payouts: what people judged, and a share where an arithmetic is on.

What it rests on is ``payout``'s. The file never decides: beside each share stands a cell for the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xl_beregner.batch.books.evaluation_parts import (
    about_sheet,
    counted,
    facts,
    judgement_cell,
    lines,
    own_word,
    school_columns,
    whose,
)
from xl_beregner.batch.books.look import Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain, Row
from xl_beregner.batch.evaluation import JUDGEMENTS, Evaluation, OwnGoal
from xl_beregner.batch.payout import Basis, Line, Rule, payout_basis
from xl_beregner.fields.goals.goals import certainty_word, observed_word
from xl_beregner.texts import number, say

_ABOUT = ("hvad_er", "regel", "vurdering", "intet", "tiltag", "kbh", "afgoerelse", "kun")


def payout_book(found: Evaluation, rule: Rule) -> bytes:
    """Build the workbook in the language spoken now; the same evaluation gives the same bytes."""
    title = say("payout.titel", skoleaar=found.school_year)
    book = Book(title, found.municipality, say("evaluation.side_af", side="&P", sider="&N"))
    bases = payout_basis(found, rule)
    _schools(book, found, rule, bases, title)
    _goals(book, found, rule, bases)
    about_sheet(book, found, "payout.om", _ABOUT, _warnings(found, rule), [*facts(found), *_rule(rule)])
    return book.finished()


def _warnings(found: Evaluation, rule: Rule) -> list[str]:
    """Give what every sheet must say: for whom it is, and that an example is one."""
    said = [found.example, say("payout.kun")]
    return [*said, say("payout.eksempel")] if rule.is_example else said


def _rule_line(rule: Rule) -> str:
    if rule.missing:
        return say("payout.mangler", noegler=", ".join(rule.missing))
    if not rule.is_on:
        return say("payout.slaaet_fra")
    parts: dict[str, Any] = {key: number(100 * part, 0) for key, part in rule.parts.items()}
    return say("payout.regel", kilde=rule.source or say("payout.eksempel_kilde"), **parts)


def _rule(rule: Rule) -> list[tuple[str, str]]:
    return [(say("payout.om.regnes"), _rule_line(rule))]


def _schools(book: Book, found: Evaluation, rule: Rule, bases: Sequence[Basis], title: str) -> None:
    judged, counted, yours = (say(f"payout.over.{key}") for key in ("vurdering", "tal", "jer"))
    columns = [
        *school_columns(with_area=True),
        Column(say("payout.kolonne.maal"), 9, "count"),
        *(Column(say(f"evaluation.vurdering.{key}"), 10, "count", judged) for key in JUDGEMENTS),
        Column(say("evaluation.kolonne.uden_vurdering"), 11, "count", judged),
        Column(say("payout.kolonne.uden_tiltag"), 15, "count", judged),
        Column(say("payout.kolonne.andel"), 11, "chance", counted),
        Column(say("payout.kolonne.hvorfor"), 40, "small", counted),
        Column(say("payout.kolonne.afgoerelse"), 14, "input", yours),
        Column(say("payout.kolonne.begrundelse"), 34, "input", yours),
    ]
    sheet = book.page(say("payout.ark.skoler"), [column.width for column in columns])
    top = book.top(sheet, title, [*lines(found), _rule_line(rule)], _warnings(found, rule))
    end = book.table(sheet, top, columns, [_school_row(basis) for basis in bases], frozen=2)
    for back, key in ((2, "afgoerelse"), (1, "begrundelse")):
        title, column = say(f"payout.kolonne.{key}"), len(columns) - back
        shown = {"validate": "any", "input_title": title, "input_message": say(f"payout.hjaelp.{key}")}
        sheet.data_validation(end - len(bases), column, end - 1, column, shown)
    sheet.activate()


def _school_row(basis: Basis) -> Row:
    school, unjudged = basis.school, basis.count("")
    return [
        school.number,
        Cell(school.name, "strong"),
        school.area,
        len(basis.lines),
        *(counted(basis.count(key)) for key in JUDGEMENTS),
        Cell(unjudged, "count", {"bold": True, "font_color": "#7A4B00"}) if unjudged else None,
        Cell(basis.nothing_done, "count", {"bold": True, "font_color": "#9B1C1C"})
        if basis.nothing_done
        else None,
        Cell(basis.share, "chance", {"bold": True}),
        " ".join(_told(basis)),
        None,
        None,
    ]


def _told(basis: Basis) -> list[str]:
    """Say why there is no share, and where actions were not carried out."""
    said = []
    if basis.why and basis.why != "no_rule":
        said.append(say(f"payout.hvorfor.{basis.why}", antal=basis.count("") or basis.count("kan_ikke")))
    if basis.nothing_done:
        said.append(say("payout.uden_tiltag", antal=basis.nothing_done))
    return said


def _goals(book: Book, found: Evaluation, rule: Rule, bases: Sequence[Basis]) -> None:
    figure, people = say("evaluation.over.tallet"), say("evaluation.over.folk")
    columns = [
        *school_columns(),
        Column(say("payout.kolonne.et_maal"), 32, "strong"),
        Column(say("evaluation.kolonne.observeret"), 19, "cell", figure),
        Column(say("evaluation.kolonne.sikkerhed"), 22, "cell", figure),
        Column(say("evaluation.kolonne.gennemfoert"), 12, "cell", people),
        Column(say("evaluation.kolonne.vurdering"), 18, "cell", people),
        Column(say("payout.kolonne.tiltag_og_maal"), 34, "cell", people),
        Column(say("payout.kolonne.andel"), 11, "chance", say("payout.over.tal")),
    ]
    rows: list[Row] = [
        [*whose(basis.school, place > 0), *_line(line)]
        for basis in bases
        for place, line in enumerate(basis.lines)
    ]
    sheet = book.page(say("payout.ark.maal"), [column.width for column in columns])
    said = [*lines(found), _rule_line(rule)]
    top = book.top(sheet, say("payout.maal.titel"), said, _warnings(found, rule))
    book.table(sheet, top, columns, rows, frozen=3)


def _line(line: Line) -> list[Plain | Cell]:
    goal = line.goal
    is_own = isinstance(goal, OwnGoal)
    return [
        f"{own_word(goal)}: {goal.target}" if isinstance(goal, OwnGoal) else goal.name,
        say("payout.intet_tal") if is_own else observed_word(goal),  # type: ignore[arg-type]
        "" if is_own else certainty_word(goal),  # type: ignore[arg-type]
        goal.done,
        judgement_cell(goal.judgement),
        Cell(say("payout.tiltag_og_maal"), "bad") if line.nothing_done else None,
        line.part,
    ]
