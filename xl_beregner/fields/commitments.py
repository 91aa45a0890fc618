"""A school's commitments: rows of this year's plan, and those of the last one beside what came of them.

Common ones are settings of the dataset, each setting's source where it was decided; the school's own are its
answers in the last plan. Those are read as all earlier answers are, from the same school year as the
workbook's other ``forrige_...``. No school's words leave the administration.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.commitment_names import Common, common_last, common_now, kind_word, number_of
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import text_of, workbooks
from xl_beregner.fields.goals.earlier_answers import EarlierAnswers
from xl_beregner.fields.known.commitments import (
    ANSWERS,
    CONCLUSIONS,
    FIGURES,
    HOW,
    INDICATOR,
    LAST,
    LINE,
    NEW_ROWS,
    OWN,
    OWN_ROWS,
    PLAN,
    REPORT_TEMPLATE,
    WHAT,
)
from xl_beregner.fields.known.earlier import KEY, PREFIX, YEARS

Row = dict[str, Any]
Said = Mapping[str, Mapping[str, Any]]  # what the last plan says, by key and name

_ASKED = tuple(f"{PREFIX}{PLAN}__{name}" for name in ANSWERS)


class Commitments:
    """The commitments of every school of a run."""

    def __init__(
        self, dataset: Dataset, year: int, edition: str, names: Collection[str] = (), template: str = ""
    ) -> None:
        self._common = common_now(dataset)
        self._last_common = common_last(dataset)
        self._earlier = EarlierAnswers(dataset, year, edition, {*names, *_ASKED}, template)
        self._reports = workbooks(dataset, REPORT_TEMPLATE)
        self._year = year
        self._is_outside = leaves_the_administration(edition)

    def planned(self, number: str) -> dict[str, Any]:
        """Give a school the rows of this year's plan, and what its report of this very year ended with."""
        book = None if self._is_outside else self._reports.get(number, {}).get(self._year)
        said = {} if book is None else book.single
        return {
            PLAN: [*_common_rows(self._common), *_own_rows(OWN_ROWS)],
            **{name: text_of(said.get(name)) or None for name in CONCLUSIONS},
        }

    def reported(self, number: str, figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Give a school last year's commitments; ``figures`` are its rows of ``tal``."""
        year, plan = self._last_plan(number)
        by_name = {row["navn"]: row for row in figures}
        rows = [_last_row(row, plan, by_name) for row in self._last_rows(plan)]
        return {LAST: rows, LINE: self._line(plan, year)}

    def suppressed(self, number: str) -> list[str]:
        """Tell that the school's words of its last plan are not shown outside the administration."""
        return [texts.say("fields.forpligtelser.udeladt")] if self._earlier.suppressed(number) else []

    def names_of_last(self, number: str) -> dict[str, str]:
        """Name the commitments a school reports on, by key: another year's plan has others under them."""
        _, plan = self._last_plan(number)
        return {
            row["noegle"]: name
            for row in self._last_rows(plan)
            if (name := row["navn"] or text_of(plan.get(row["noegle"], {}).get(WHAT)))
        }

    def _last_plan(self, number: str) -> tuple[str | None, Said]:
        """Find the school year of the last plan, and what it says."""
        earlier = self._earlier.fields(number)
        return earlier[YEARS[0]], {row[KEY]: row for row in earlier[f"{PREFIX}{PLAN}"]}

    def _last_rows(self, plan: Said) -> list[Row]:
        """Give the common rows and those of its own the school has a plan for, else some to write in."""
        own = [row for row in _own_rows(OWN_ROWS) if row["noegle"] in plan]
        if not plan and not self._is_outside:
            own = _own_rows(NEW_ROWS)
        return [*_common_rows(self._last_common), *own]

    def _line(self, plan: Said, year: str | None) -> str | None:
        if self._is_outside:
            return None
        if not plan:
            return texts.say("fields.forpligtelser.ingen_plan")
        own = sum(key.startswith(OWN) for key in plan)
        return texts.say("fields.forpligtelser.plan", skoleaar=year, egne=own, faelles=len(self._last_common))


def _common_rows(common: Common) -> list[Row]:
    return [_row(key, *common[key]) for key in sorted(common)]


def _own_rows(count: int) -> list[Row]:
    return [_row(f"{OWN}{nr}", "", "") for nr in range(1, count + 1)]


def _row(key: str, name: str, source: str) -> Row:
    return {
        "noegle": key,
        "nr": number_of(key),
        "navn": name or None,
        "ramme": source or None,
        "slags": kind_word(key),
    }


def _last_row(row: Row, plan: Said, figures: Mapping[str, Mapping[str, Any]]) -> Row:
    """Lay a row of the last plan beside the figure it was tied to, as that figure is now."""
    said = plan.get(row["noegle"], {})
    indicator = text_of(said.get(INDICATOR)) or None
    figure = figures.get(indicator or "", {})
    return {
        **row,
        "navn": row["navn"] or text_of(said.get(WHAT)) or None,
        "plan": _planned(row, said) or (None if plan else texts.say("fields.forpligtelser.skriv")),
        "indikator": indicator,
        **{name: figure.get(name) for name in FIGURES},
    }


def _planned(row: Row, said: Mapping[str, Any]) -> str:
    """Write how it was to be done, a line each; of a common one first what it was to mean at the school."""
    names = (WHAT, *HOW) if row["navn"] else HOW
    lines = [(name, text_of(said.get(name))) for name in names]
    return "\n".join(texts.say(f"fields.forpligtelser.{name}", sagt=line) for name, line in lines if line)
