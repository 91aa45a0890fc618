"""What both workbooks of an evaluation share: whose a row is, judgements in words, the last sheet.

The sheets themselves are ``evaluation_book``'s and ``payout_book``'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_beregner.batch.books.look import QUIET, Book
from xl_beregner.batch.books.look_cells import Cell, Column, Plain, row_height
from xl_beregner.batch.evaluation import EDITION, Evaluation, OwnGoal, School, judgement_key
from xl_beregner.texts import say

_TINT_OF = {"naaet": "good", "delvist": "look", "ikke": "bad", "kan_ikke": "gone"}
_ABOUT_WIDTHS = (30.0, 120.0)


def lines(found: Evaluation) -> list[str]:
    """Say below every title whose it is and for whom."""
    return [say("evaluation.hvad", kommune=found.municipality, udgave=say(f"batch.udgave.{EDITION}"))]


def warnings(found: Evaluation) -> list[str]:
    """Give what every sheet must say."""
    return [found.example, say("evaluation.fortroligt")]


def school_columns(with_area: bool = False) -> list[Column]:
    """Give the first columns of a sheet."""
    columns = [
        Column(say("evaluation.kolonne.nummer"), 9, "line"),
        Column(say("evaluation.kolonne.skole"), 23),
    ]
    return [*columns, Column(say("evaluation.kolonne.omraade"), 15)] if with_area else columns


def whose(school: School, is_again: bool) -> list[Plain | Cell]:
    """Say whose a row is, in each so that it can be filtered; quieter where the row above says it."""
    style = "again" if is_again else "cell"
    return [Cell(school.number, style), Cell(school.name, style)]


def counted(count: int) -> Cell:
    """Show a count; a zero is quiet, so that the others are seen."""
    return Cell(count, "count", {} if count else {"font_color": QUIET})


def own_word(goal: OwnGoal) -> str:
    """Name a goal of the school's own."""
    return say(f"collected_book.felt.{goal.key}")


def judgement_cell(said: str, *, is_later: bool = False) -> Cell:
    """Show people's judgement with its icon; where there is none, say so."""
    key = judgement_key(said)
    if key:
        return Cell(f"{say(f'evaluation.ikon.{key}')} {said}", _TINT_OF[key])
    if said:
        return Cell(said, "strong")
    return Cell(say("evaluation.senere" if is_later else "evaluation.ikke_vurderet"), "again")


def facts(found: Evaluation) -> list[tuple[str, str]]:
    """Give where the figures come from, for the last sheet."""
    return [
        (say("evaluation.om.kommune"), found.municipality),
        (say("evaluation.om.kilde"), found.source or say("evaluation.om.ingen_kilde")),
        (say("evaluation.om.skoleaar"), found.school_year),
        (say("evaluation.om.udgave"), say(f"batch.udgave.{EDITION}")),
    ]


def about_sheet(
    book: Book,
    found: Evaluation,
    words: str,
    keys: Sequence[str],
    said: Sequence[str],
    more: Sequence[tuple[str, str]],
) -> None:
    """Write the last sheet: source, method in plain words, what it cannot tell."""
    sheet = book.page(say("evaluation.ark.om"), _ABOUT_WIDTHS)
    at = book.top(sheet, say(f"{words}.titel"), lines(found), said)
    told = [*more, *((say(f"{words}.{key}.navn"), say(f"{words}.{key}.om")) for key in keys)]
    for term, sentence in told:
        cells = [Cell(term, "strong"), Cell(sentence)]
        for column, cell in enumerate(cells):
            book.write(sheet, at, column, cell)
        sheet.set_row(at, row_height(cells, _ABOUT_WIDTHS) + 3)
        at += 1
    sheet.print_area(0, 0, at, 1)
