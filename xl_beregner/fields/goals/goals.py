"""Goals as they were agreed, beside the result of the year they were due: one `goal.Goal` each.

What was agreed is ``agreed``', results, and what may be shown of them, ``results``'. How
goals stand in a school's workbook is ``agreements``', whether their chances held ``calibration``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.catalog import Direction
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import check_edition, leaves_the_administration
from xl_beregner.fields.goals.agreed import LEVEL as LEVEL
from xl_beregner.fields.goals.agreed import PROGRESSION as PROGRESSION
from xl_beregner.fields.goals.agreed import Agreed, in_year, ordered, still_holding
from xl_beregner.fields.goals.answers import Books, workbooks
from xl_beregner.fields.goals.goal import AWAITED as AWAITED
from xl_beregner.fields.goals.goal import LATER as LATER
from xl_beregner.fields.goals.goal import MISSED as MISSED
from xl_beregner.fields.goals.goal import REACHED as REACHED
from xl_beregner.fields.goals.goal import Goal as Goal
from xl_beregner.fields.goals.goal import certainty_word as certainty_word
from xl_beregner.fields.goals.goal import observed_word as observed_word
from xl_beregner.fields.goals.results import Result, Results
from xl_beregner.fields.goals.together import TEMPLATE as TEMPLATE
from xl_beregner.fields.goals.together import goal_books
from xl_beregner.fields.units import begins_in
from xl_beregner.measures.targets.prediction import chance_of_target
from xl_beregner.measures.targets.status import status_rows

_MOST_QUOTED = 200  # characters of a goal in words: all of it stands beside as it was typed


def goals(dataset: Dataset, year: str | int, edition: str, template: str = "") -> list[Goal]:
    """Give every goal agreed for a school year, or due in it and agreed before.

    In the order of the schools, then of the catalogue. Where a goal was agreed again, the latest
    agreement counts; of several templates in one year that which ``together`` says, unless one is named.
    Outside school and administration no school's words are told, and nothing of a goal whose figures
    the edition hides.
    """
    begins = begins_in(year)
    rows = [row for row in in_year(_books(dataset, template), begins) if row.has_goal]
    return beside_results(dataset, rows, edition, lambda row: begins)


def still_in_force(dataset: Dataset, year: str | int, template: str = TEMPLATE) -> dict[str, dict[str, Any]]:
    """Give per school the answers of its last workbook that hold in a new one, in the shape of ``Answers``.

    ``{"101001": {"aftale": [{"noegle": "fravaer", "maal": 6.5, "senest": "2027/2028", "tiltag": "…"}],
    "egen_1_maal": "…", …}}``. A goal typed as a change is carried as the level it meant (which a blank
    ``maaltype`` says), for the new year has a new baseline; an adjusted one as adjusted.
    """
    return still_holding(workbooks(dataset, template), begins_in(year))


def _books(dataset: Dataset, template: str) -> Books:
    return workbooks(dataset, template) if template else goal_books(dataset)


def beside_results(
    dataset: Dataset, rows: Iterable[Agreed], edition: str, at: Callable[[Agreed], int]
) -> list[Goal]:
    """Set each goal beside its result of the school year that ``at`` tells."""
    check_edition(edition)
    in_order = ordered(rows, dataset.schools["skole_nr"].tolist(), dataset.catalogue["indikator"].tolist())
    wanted: dict[int, set[str]] = {}
    for row in in_order:
        wanted.setdefault(at(row), set()).add(row.indicator)
    results = {year: Results(dataset, year, edition, names) for year, names in wanted.items()}
    schools = {school["skole_nr"]: school for school in dataset.schools.to_dict("records")}
    about = {row["indikator"]: row for row in dataset.catalogue.to_dict("records")}
    made = []
    for row in in_order:
        told = _Telling(row, about.get(row.indicator), results[at(row)], at(row), edition)
        made.append(told.goal(schools[row.school]))
    return made


class _Telling:
    """One goal, and what an edition tells of it."""

    def __init__(self, row: Agreed, about: Any, results: Results, year: int, edition: str) -> None:
        self._row, self._about, self._year, self._edition = row, about, year, edition
        self._is_outside = leaves_the_administration(edition)
        known = about is not None
        self._result = results.of(row.indicator, row.school) if known else _nothing()
        self._hidden_base = results.hidden_before(row.indicator, row.school, row.agreed) if known else ""
        self._withheld = self._why_withheld(results)

    @property
    def _sign(self) -> int:
        given = self._row.basis.get("fortegn")
        if given is not None:
            return -1 if given < 0 else 1
        return -1 if self._about is not None and self._about["retning"] == "ned" else 1

    def _why_withheld(self, results: Results) -> str:
        """Say why nothing of the goal is told, or nothing: outside school and administration alone."""
        if not self._is_outside:
            return ""
        if self._about is None:
            return texts.say("fields.aftalt.ukendt_indikator")
        if self._about["fortrolig"]:
            return texts.say("fields.aftalt.vises_ikke", grund=results.confidential(self._row.indicator))
        if self._hidden_base:
            return texts.say("fields.aftalt.vises_ikke", grund=self._hidden_base)
        return self._result.why if self._result.is_hidden else ""

    def goal(self, school: Any) -> Goal:
        """Make the goal."""
        row = self._row
        return Goal(
            school=row.school,
            school_name=str(school["skole"]),
            area=str(school["omraade"]),
            agreed=row.agreed,
            due=row.due,
            year=self._year,
            indicator=row.indicator,
            **self._named(),
            sign=self._sign,
            goal_type=row.goal_type,
            is_test_based=self._about is not None and bool(self._about["fortrolig"]),
            **(self._no_numbers() if self._withheld else self._numbers()),
            **self._words(),
        )

    def _named(self) -> dict[str, Any]:
        about = self._about
        if about is None:  # the catalogue has no such indicator any more
            return {"name": self._row.indicator, "theme": "", "unit": "", "decimals": 1}
        unit = f"fields.enhed.{about['maaleenhed']}"
        return {
            "name": about["navn"],
            "theme": about["pejlemaerke"],
            "unit": texts.say(unit) if texts.knows(unit) else "",
            "decimals": int(about["decimaler"]),
        }

    def _words(self) -> dict[str, Any]:
        """Tell the school's own words, which stay with school and administration."""
        said = self._row.words
        keys = {
            "action": "tiltag", "done": "gennemfoert", "reason": "begrundelse", "leader": "leder",
            "chief": "chef", "judgement": "vurdering",
        }  # fmt: skip
        return {name: "" if self._is_outside else said[key] for name, key in keys.items()}

    def _no_numbers(self) -> dict[str, Any]:
        blank = dict.fromkeys(
            ("baseline", "typed", "level", "adjusted", "applies", "smallest_visible_change", "chance",
             "result", "result_error", "p_reached")
        )  # fmt: skip
        words = {"typed_text": "", "observed": "", "certainty": ""}
        return {**blank, **words, "why": self._withheld, "withheld": True}

    def _numbers(self) -> dict[str, Any]:
        row, result = self._row, self._result
        hides = bool(self._hidden_base)
        baseline = None if hides else row.basis.get("baseline")
        is_told = not hides or row.goal_type == LEVEL  # a change and its level would give the baseline away
        level = row.level if is_told else None
        applies = level if row.adjusted is None else row.adjusted
        observed, certainty, chance = self._status(applies)
        return {
            "baseline": baseline,
            "typed": row.typed,
            "typed_text": "" if self._is_outside else row.typed_text,
            "level": level,
            "adjusted": row.adjusted,
            "applies": applies,
            "smallest_visible_change": None if hides else row.basis.get("synlig"),
            "chance": None if hides else self._stated(),
            "result": result.value,
            "result_error": result.error,
            "observed": observed,
            "certainty": certainty,
            "p_reached": chance,
            "why": self._why(level),
            "withheld": hides or result.is_hidden,
        }

    def _why(self, level: float | None) -> str:
        row, said = self._row, []
        if self._about is None:
            said.append(texts.say("fields.aftalt.ukendt_indikator"))
        if self._hidden_base:
            said.append(texts.say("fields.aftalt.skjult_baseline", grund=self._hidden_base))
        elif row.typed is None and row.has_goal:
            said.append(self._no_number())
        elif row.typed is not None and level is None:
            said.append(texts.say("fields.aftalt.uden_baseline"))
        return " ".join([*said, self._result.why]).strip()

    def _no_number(self) -> str:
        """Say that the goal is words: quoted in short, for a cell has an end; outside not at all."""
        if self._is_outside:
            return texts.say("fields.aftalt.i_ord")
        typed = self._row.typed_text
        quoted = typed if len(typed) <= _MOST_QUOTED else f"{typed[:_MOST_QUOTED].rstrip()} …"
        return texts.say("fields.aftalt.intet_tal", maal=quoted)

    def _status(self, applies: float | None) -> tuple[str, str, float | None]:
        """Judge as the school's own sheet does: what is observed, how certain it is, and how probable."""
        row, result = self._row, self._result
        if applies is None:
            return "", "", None
        if row.due > self._year:
            return LATER, "", None
        if result.value is None:
            return ("" if result.why or self._about is None else AWAITED), "", None
        error = np.nan if result.error is None else result.error
        direction: Direction = "up" if self._sign > 0 else "down"
        found = status_rows(np.array([result.value]), np.array([error]), np.array([applies]), direction)
        return found.observed[0], found.certainty[0], _one(found.chance[0])

    def _stated(self) -> float | None:
        """Work out the chance that stood beside the goal when it was agreed: Student's t, as in the sheet."""
        row = self._row
        mean, sd, freedom = (row.basis.get(key) for key in ("forudsagt", "sd", "frihedsgrader"))
        if row.due != row.agreed or row.level is None or None in (mean, freedom) or not sd or sd <= 0:
            return None
        direction = "up" if self._sign > 0 else "down"
        return _one(chance_of_target(mean, sd, freedom, row.level, direction)[0])  # type: ignore[arg-type]


def _nothing() -> Result:
    return Result(None, None, "", False)


def _one(value: Any) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number
