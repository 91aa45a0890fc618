"""Whether the schools' own goals, added up, come to the municipality's: an indicator at a time.

The goals are what the schools wrote this school year (``maalkaede_skole`` in any template). A school that
wrote none counts with its figure as it is; so the sum says what happens if everyone gets where they want to
go, and nobody else moves. Only the administration sees it: no school's words leave it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.fields.common import headed
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import column_of, number_of, workbooks
from xl_beregner.fields.goals.set_goals import SetGoals
from xl_beregner.fields.known.goal_chain import ACTION, DUTY, GOAL, OWN, SUM, SUM_SCHOOLS
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.rollup import Rollup, Table, alphabetical
from xl_beregner.fields.municipality.rollup_rules import MEAN, SHARE, Figure

Row = dict[str, Any]
NAN: Final = float("nan")
_OF_ALL: Final = "kommune"
_ADMINISTRATION: Final = "forvaltning"


@dataclass(frozen=True, slots=True)
class _Written:
    """What one school wrote on one indicator."""

    school: int
    goal: float
    duty: str
    action: str


class GoalSum:
    """The sum of the schools' goals of one school year, in one edition."""

    def __init__(self, dataset: Dataset, rollup: Rollup, year: int, edition: str) -> None:
        self._rollup, self._year = rollup, year
        self._is_outside = leaves_the_administration(edition)
        self._goals = SetGoals(dataset.goals)
        self._names = dataset.schools["skole"].tolist()
        self._written = {} if self._is_outside else self._read(dataset)

    def fields(self) -> Row:
        """Give both lists and their lines."""
        rows: list[Row] = []
        schools: list[Row] = []
        for place, about in enumerate(self._rollup.about):
            written = self._written.get(about["indikator"], [])
            row = self._row(place, written)
            if about["vises"] and (written or row["maal"] is not None or row["forvaltning_maal"] is not None):
                rows.append(row)
                schools += self._of_schools(place, written)
        return {
            SUM: headed(rows),
            SUM_SCHOOLS: schools,
            "maalsum_linje": self._line(rows),
            "maalsum_kort": None if self._is_outside or not schools else _short(rows),
            "maalsum_ansvar_linje": self._duty_line(schools),
        }

    # --- What the schools wrote ------------------------------------------------------------------
    def _read(self, dataset: Dataset) -> Mapping[str, list[_Written]]:
        found: dict[str, list[_Written]] = {}
        templates = [workbooks(dataset, name) for name in sorted(set(dataset.agreements["skabelon"]))]
        for place, number in enumerate(self._rollup.schools):
            books = [book for one in templates if (book := one.get(number, {}).get(self._year)) is not None]
            columns = {name: column_of(books, OWN, name) for name in (GOAL, DUTY, ACTION)}
            for key in dict.fromkeys(key for column in columns.values() for key in column):
                goal = number_of(columns[GOAL].get(key))
                duty, action = (_words(columns[name].get(key)) for name in (DUTY, ACTION))
                found.setdefault(key, []).append(_Written(place, NAN if goal is None else goal, duty, action))
        return found

    # --- A row an indicator ----------------------------------------------------------------------
    def _row(self, place: int, written: Sequence[_Written]) -> Row:
        about = self._rollup.about[place]
        years = self._rollup.years(place)
        table = self._rollup.table(place, years[0]) if years else None
        before = self._before(place, years)
        now = table.municipality if table else Figure()
        goal = self._goals.of(_OF_ALL, _OF_ALL, about["indikator"], self._year)
        admin = self._goals.of(_ADMINISTRATION, _OF_ALL, about["indikator"], self._year)
        year = table.year if table else -1
        levels = [NAN if one is None else one.as_level(now.value, year, before) for one in (goal, admin)]
        with_goal = [one for one in written if one.goal == one.goal]
        target = levels[0] if goal is not None else levels[1]
        mean, together = self._together(about, table, with_goal)
        # A school whose figure is hidden or missing may have a goal too.
        behind = len({one.school for one in with_goal} | _with_figure(table))
        reach = now.upper - now.value if now.is_there else NAN
        judged, part = _judge(about, now.value, together, target, reach, bool(with_goal))
        if target != target and (goal or admin):
            judged = "uden_tal"  # a change from a year that has no figure
        if self._is_outside and judged == "ingen_maal":
            judged = "vises_ikke"  # nobody is told whether they wrote any
        return {
            "noegle": about["indikator"],
            "navn": about["navn"],
            "pejlemaerke": say.theme_of(about),
            "maaleenhed": say.unit(about),
            "decimaler": int(about["decimaler"]),
            "fortegn": {"op": 1, "ned": -1}.get(about["retning"], 0),
            "resultat": say.plain(now.value),
            "usikkerhed": say.plain(reach),
            "aar": school_year(table.year) if table and now.is_there else None,
            "maal": goal.value if goal else None,
            "maaltype": texts.say(f"fields.sidste.maaltype.{goal.kind}") if goal else None,
            "maal_tal": say.plain(target),
            "maal_kilde": next((one.source or None for one in (goal, admin) if one), None),
            "ansvar": (goal.duty or None) if goal else None,
            "forvaltning_maal": say.plain(levels[1]),
            "forvaltning_ansvar": (admin.duty or None) if admin else None,
            "skoler_med": len(with_goal) or None,
            "skoler_af": behind or None,
            "daekning": self._coverage(len(with_goal), behind),
            "skolernes_maal": say.plain(mean),
            "sammen": say.plain(together),
            "andel": say.plain(part),
            "dom": texts.say(f"goal_sum.dom.{judged}") if judged else None,
            "tekst": self._told(about, judged, part, together, target),
            "spoergsmaal": texts.say(f"goal_sum.spoergsmaal.{judged or 'ingen'}"),
        }

    def _coverage(self, count: int, behind: int) -> str | None:
        shown = behind and not self._is_outside
        return texts.say("goal_sum.daekning", med=count, af=behind) if shown else None

    def _before(self, place: int, years: Sequence[int]) -> float:
        if len(years) < 2 or years[1] != years[0] - 1:
            return NAN
        return self._rollup.table(place, years[1]).municipality.value

    def _together(
        self, about: Mapping[str, Any], table: Table | None, written: Sequence[_Written]
    ) -> tuple[float, float]:
        """Give the mean of the goals, and the mean if all are reached."""
        if table is None:
            return NAN, NAN
        value = np.array([figure.value for figure in table.schools], float)
        count = np.array([figure.count for figure in table.schools], float)
        if about["sammenlaegning"] not in (MEAN, SHARE):
            return NAN, NAN
        known = ~np.isnan(value) & ~np.isnan(count)
        wanted = value.copy()
        goals = np.full(len(value), np.nan)
        for one in written:
            goals[one.school] = one.goal
        has_goal = ~np.isnan(goals) & known
        wanted[has_goal] = goals[has_goal]
        if not has_goal.any():
            return NAN, NAN
        mean = float(np.average(goals[has_goal], weights=count[has_goal]))
        # Moved from the municipality's own figure, which schools that are hidden have a part in.
        now, pupils = table.municipality.value, table.municipality.count
        whole = pupils if pupils == pupils else float(count[known].sum())
        moved = float(((wanted - value)[known] * count[known]).sum()) / whole if whole else NAN
        return mean, now + moved

    def _told(
        self, about: Mapping[str, Any], judged: str, part: float, together: float, target: float
    ) -> str | None:
        if not judged:
            return None
        facts: dict[str, Any] = {
            "sammen": say.number(together, about) if together == together else "",
            "maal": say.number(target, about) if target == target else "",
            "andel": round(100 * part) if part == part else "",
        }
        return texts.say(f"goal_sum.tekst.{judged}", **facts)

    # --- A row an indicator and school -----------------------------------------------------------
    def _of_schools(self, place: int, written: Sequence[_Written]) -> Iterable[Row]:
        about = self._rollup.about[place]
        years = self._rollup.years(place)
        table = self._rollup.table(place, years[0]) if years else None
        ordered = sorted(written, key=lambda one: alphabetical(self._names[one.school]))
        for number, one in enumerate(ordered):
            figure = table.schools[one.school] if table else Figure()
            yield {
                "noegle": f"{self._rollup.schools[one.school]}|{about['indikator']}",
                "navn": about["navn"],
                "navn_vist": None if number else about["navn"],
                "indikator": about["indikator"],
                "maaleenhed": say.unit(about),
                "decimaler": int(about["decimaler"]),
                "fortegn": {"op": 1, "ned": -1}.get(about["retning"], 0),
                "skole": self._names[one.school],
                "resultat": say.plain(figure.value),
                "antal": say.whole(figure.count),
                "maal": say.plain(one.goal),
                "aendring": say.plain(one.goal - figure.value),
                "ansvar": one.duty or None,
                "indsats": one.action or None,
                "bemaerkning": _remark(figure, one),
            }

    # --- The lines -------------------------------------------------------------------------------
    def _line(self, rows: Sequence[Row]) -> str:
        if self._is_outside:
            return texts.say("goal_sum.linje.vises_ikke")
        schools = {one.school for written in self._written.values() for one in written}
        if not schools:
            return texts.say("goal_sum.linje.ingen", skoleaar=school_year(self._year))
        return texts.say("goal_sum.linje.skoler", antal=len(schools), af=len(self._rollup.schools))

    def _duty_line(self, schools: Sequence[Row]) -> str | None:
        without = sum(row["maal"] is not None and row["ansvar"] is None for row in schools)
        return texts.say("goal_sum.linje.uden_ansvar", antal=without) if without else None


def _with_figure(table: Table | None) -> set[int]:
    """Tell which schools have a figure that is shown, by their places."""
    return {place for place, one in enumerate(table.schools) if one.is_there} if table else set()


def _judge(
    about: Mapping[str, Any], now: float, together: float, target: float, reach: float, has_goals: bool
) -> tuple[str, float]:
    """Say whether the sum comes to the goal, beside the figure's uncertainty, and which part of the way."""
    sign = {"op": 1, "ned": -1}.get(about["retning"], 0)
    if target != target or not sign:
        return "", NAN
    if now != now:
        return "uden_tal", NAN
    gap, lift = sign * (target - now), sign * (together - now)
    if gap <= 0:
        return "naaet", NAN
    if not has_goals:
        return "ingen_maal", NAN
    if lift != lift:
        return "kan_ikke", NAN
    part = lift / gap
    if lift < 0:
        return "bakaat", part
    swing = reach if reach == reach else 0.0
    if abs(lift - gap) <= swing:
        return ("knap" if lift >= gap else "naesten"), part
    return ("raekker" if lift >= gap else "raekker_ikke"), part


def _short(rows: Sequence[Row]) -> str | None:
    """Count the municipality's goals the schools' come to."""
    judged = [row for row in rows if row["dom"]]
    if not judged:
        return None
    said = Counter(row["dom"] for row in judged)

    def of(*keys: str) -> int:
        return sum(said[texts.say(f"goal_sum.dom.{key}")] for key in keys)

    return texts.say("goal_sum.kort", raekker=of("naaet", "raekker"), knap=of("knap"), af=len(judged))


def _remark(figure: Figure, one: _Written) -> str | None:
    if not figure.is_there:
        return texts.say("goal_sum.uden_resultat")
    return texts.say("goal_sum.uden_maal") if one.goal != one.goal else None


def _words(value: Any) -> str:
    return mask_civil_numbers(str(value).strip()) if value is not None and value == value else ""
