"""The sheet that tells whether last year's chances held, in sentences, a table and a picture.

How chances are judged is ``fields.goals.calibration``'s and the measure's (KALIBRERING).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.books.look import BLUE, HAIR, INK, RULE, Book
from xl_beregner.batch.books.look_cells import Cell, Column, Row
from xl_beregner.batch.evaluation import Evaluation
from xl_beregner.fields.goals.calibration import ChanceGroup
from xl_beregner.texts import number, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_VERDICTS = {"fits": "good", "calibrated": "good", "too_high": "look", "too_low": "look"}
_CHART_ROWS = 17
_UP, _DOWN = 11, 12  # columns beside the table: how far an interval reaches from its share


def calibration_sheet(book: Book, found: Evaluation, lines: Sequence[str], warnings: Sequence[str]) -> None:
    """Write the sheet; without a goal whose outcome and chance are known it says so."""
    columns = [
        Column(say("evaluation.kalibrering.kolonne.gruppe"), 24, "strong"),
        Column(say("evaluation.kalibrering.kolonne.antal"), 9, "count"),
        Column(say("evaluation.kalibrering.kolonne.naaet"), 9, "count"),
        Column(say("evaluation.kalibrering.kolonne.ventet"), 10, "count"),
        Column(say("evaluation.kalibrering.kolonne.chance"), 12, "chance"),
        Column(say("evaluation.kalibrering.kolonne.andel"), 12, "chance"),
        Column(say("evaluation.kalibrering.kolonne.nedre"), 10, "chance"),
        Column(say("evaluation.kalibrering.kolonne.oevre"), 10, "chance"),
        Column(say("evaluation.kalibrering.kolonne.dom"), 18),
        Column(say("evaluation.kalibrering.kolonne.tekst"), 60),
    ]
    sheet = book.page(say("evaluation.ark.kalibrering"), [column.width for column in columns])
    known = found.calibration
    if not known.total.count:
        said = [*lines, say("evaluation.kalibrering.ingen")]
        book.top(sheet, say("evaluation.kalibrering.titel"), said, warnings)
        return
    said = [*lines, say("evaluation.kalibrering.om"), say("evaluation.kalibrering.samme_aar")]
    top = book.top(sheet, say("evaluation.kalibrering.titel"), said, warnings)
    rows = [_row(group) for group in (known.total, *known.groups)]
    end = book.table(sheet, top, columns, rows)
    end = _bins(book, sheet, end + 1, found)
    end = _scores(book, sheet, end + 1, found)
    if any(group.happened is not None for group in known.groups):
        _picture(book, sheet, end + 1, top + 2, known.groups)
        end += _CHART_ROWS
    sheet.print_area(0, 0, end, len(columns) - 1)
    sheet.fit_to_pages(1, 1)


def _row(group: ChanceGroup) -> Row:
    verdict = verdict_of(group.verdict)
    counts: list[Any] = [
        group.count,
        group.reached,
        None if group.stated is None else group.stated * group.count,
    ]
    return [
        group.name,
        *counts,
        group.stated,
        group.happened,
        group.lower,
        group.upper,
        Cell(say(f"evaluation.kalibrering.dom.{verdict}"), _VERDICTS.get(verdict, "gone")),
        group.text,
    ]


def verdict_of(key: str) -> str:
    """Tell a verdict on one group or on all goals (KALIBRERING) in one of the sheet's few words."""
    if key in _VERDICTS:
        return key
    for begins, verdict in (("all_high", "too_high"), ("all_low", "too_low"), ("too_few", "too_few")):
        if key.startswith(begins):
            return verdict
    return "other"


def _bins(book: Book, sheet: Worksheet, at: int, found: Evaluation) -> int:
    """Write KALIBRERING's own table: goals in the order of their chance, groups below 20 put together."""
    bins = found.bins
    places = [place for place, part in enumerate(bins.part) if part == "group"]
    book.write(sheet, at, 0, Cell(say("evaluation.kalibrering.grupper"), "section"))
    if not places:
        book.write(sheet, at + 1, 0, Cell(say("evaluation.kalibrering.ingen_grupper"), "quiet"))
        return at + 2
    for line, place in enumerate(places, 1):
        verdict = bins.text[place]
        shown = [
            Cell(say("evaluation.kalibrering.gruppe", nummer=line), "strong"),
            Cell(_known(bins.n[place]), "count"),
            Cell(_known(bins.n[place] * bins.happened[place]), "count"),
            Cell(_known(bins.n[place] * bins.stated[place]), "count"),
            *(
                Cell(_known(column[place]), "chance")
                for column in (bins.stated, bins.happened, bins.lower, bins.upper)
            ),
            Cell(say(f"evaluation.kalibrering.dom.{verdict}"), _VERDICTS.get(verdict, "gone")),
        ]
        for column, cell in enumerate(shown):
            book.write(sheet, at + line, column, cell)
    return at + len(places) + 1


def _scores(book: Book, sheet: Worksheet, at: int, found: Evaluation) -> int:
    known = found.calibration
    facts = {"brier": known.brier, "dygtighed": known.skill, "haeldning": known.slope}
    for key, value in facts.items():
        if value is None:
            continue
        book.write(sheet, at, 0, Cell(say(f"evaluation.kalibrering.{key}.navn"), "strong"))
        book.write(sheet, at, 1, Cell(value, "figure", {"num_format": "0.00"}))
        said = say(f"evaluation.kalibrering.{key}.om")
        if key == "haeldning" and known.slope_lower is not None and known.slope_upper is not None:
            between = (number(known.slope_lower, 2), number(known.slope_upper, 2))
            said = f"{say('evaluation.kalibrering.interval', fra=between[0], til=between[1])} {said}"
        book.write(sheet, at, 2, Cell(said, "plain"))
        at += 1
    if known.left_out:
        book.write(sheet, at, 0, Cell(say("evaluation.kalibrering.udeladt", antal=known.left_out), "quiet"))
        at += 1
    return at


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _picture(book: Book, sheet: Worksheet, at: int, first: int, groups: Sequence[ChanceGroup]) -> None:
    """Draw what was stated beside what happened, with the interval of the latter."""
    name, last = sheet.get_name(), first + len(groups) - 1

    def cells(column: int) -> list[Any]:
        return [name, first, column, last, column]

    chart = book.file.add_chart({"type": "column"})
    shown = {"categories": cells(0), "gap": 90}
    grey = {"fill": {"color": "#C3CCD8"}, "border": {"color": RULE}}
    chart.add_series({"name": say("evaluation.kalibrering.sagt"), "values": cells(4), **shown, **grey})
    # LibreOffice draws error bars from cells only: they stand beside the table, outside the print area.
    for row, group in enumerate(groups, first):
        reach = (_between(group.happened, group.upper), _between(group.lower, group.happened))
        for column, value in zip((_UP, _DOWN), reach, strict=True):
            book.write(sheet, row, column, Cell(value, "quiet", {"num_format": "0.00", "font_size": 8}))
    for column, key in ((_UP, "op"), (_DOWN, "ned")):
        word = Cell(say(f"evaluation.kalibrering.{key}"), "quiet", {"font_size": 8})
        book.write(sheet, first - 1, column, word)
    ends = {"plus_values": _area(name, first, _UP, last), "minus_values": _area(name, first, _DOWN, last)}
    bars = {"type": "custom", **ends, "line": {"color": INK}}
    blue = {"fill": {"color": BLUE}, "y_error_bars": bars}
    chart.add_series({"name": say("evaluation.kalibrering.skete"), "values": cells(5), **shown, **blue})
    lines = {"visible": True, "line": {"color": HAIR}}
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0 %", "major_gridlines": lines})
    chart.set_legend({"position": "top"})
    chart.set_title({"none": True})
    chart.set_size({"width": 760, "height": 300})
    alt = say("evaluation.kalibrering.alt")
    sheet.insert_chart(at, 0, chart, {"description": alt, "object_position": 1})


def _area(sheet: str, first: int, column: int, last: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"='{sheet}'!{xl_range_abs(first, column, last, column)}"


def _between(lower: float | None, upper: float | None) -> float:
    return 0.0 if lower is None or upper is None else upper - lower
