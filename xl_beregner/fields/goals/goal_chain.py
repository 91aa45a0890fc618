"""A goal taken apart: what each level wants and is bound to, and how its own figure lies to that.

From the nation's goal down to the school's, an indicator at a time; its groups stand in a list of their own,
with the same disclosure as everywhere (``groups.group_figures``). What each group reached is added up to its
school, weighted by pupils, with what it covers. Goals the school writes itself are its workbook's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from xl_beregner import texts
from xl_beregner.cells import parse_school_year, school_year
from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, TEAM, Group
from xl_beregner.fields.common import headed
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.set_goals import SetGoal, SetGoals, units_of, verdict
from xl_beregner.fields.groups.early_signs import half_width
from xl_beregner.fields.groups.group_figures import Figure, GroupFigures, Table
from xl_beregner.fields.groups.group_words import group_kind, group_name, reason
from xl_beregner.fields.known.goal_chain import CHAIN, GROUPS, LEVELS, OWN, UPWARD
from xl_beregner.fields.school_run import School, SchoolRun
from xl_beregner.measures import rules

Row = dict[str, Any]
About = Mapping[str, Any]

NAN: Final = float("nan")
# Groups that part a school: the first kind that has figures is added up.
_PARTS: Final = (CLASS, GRADE, TEAM)
# Levels that have a figure of their own, with a goal or without.
_WITH_FIGURES: Final = ("land", "kommune", "skole")
_MEANS: Final = ("vaegtet_middel", "andel")


class GoalChain:
    """The chain of every indicator with a goal, handed out to one school at a time."""

    def __init__(self, run: SchoolRun) -> None:
        self._run = run
        self._goals = SetGoals(run.dataset.goals)
        self._z = rules.normal_quantile((1 + run.confidence) / 2)
        is_outside = leaves_the_administration(run.edition)
        self._catalogue = [
            {str(key): value for key, value in row.items()}
            for row in run.dataset.catalogue.to_dict("records")
            if row["vises"] and not (is_outside and row["fortrolig"])
        ]
        self._places = {name: place for place, name in enumerate(run.figures.indicators)}
        self._groups = GroupFigures(run.dataset, run.year, run.edition, run.least)

    def fields(self, school: School) -> Row:
        """Give one school's lists."""
        figures = {row["noegle"]: row for row in school.figures}
        area = str(self._run.schools[school.place]["omraade"] or "")
        tables = self._groups.of(school.number)
        chain: list[Row] = []
        own: list[Row] = []
        upward: list[Row] = []
        reach: list[int] = []  # how many levels of an indicator have a goal or a figure of a group
        groups: list[Row] = []
        for about in self._catalogue:
            goals = self._of(about["indikator"], school.number, area)
            if not any(goals.values()):
                continue
            figure = figures.get(about["indikator"], {})
            rows = [self._level(about, level, goals[level], figure, area) for level in LEVELS]
            rows = [row for row in rows if row["maal"] is not None or row["niveau_noegle"] in _WITH_FIGURES]
            chain += _headed(rows)
            parts = self._of_groups(about, tables.get(about["indikator"]))
            groups += _headed(parts)
            own.append(self._own(about, rows, figure))
            reach.append(sum(row["maal"] is not None for row in rows) + bool(parts))
            upward.append(_upward(about, own[-1], parts))
        for place, row in enumerate(own):
            row["vis_foerst"] = int(place == reach.index(max(reach)))
        return {
            CHAIN: chain,
            OWN: headed(own),
            UPWARD: headed(upward),
            GROUPS: _with_names(groups),
            "maalkaede_linje": texts.say("goal_chain.linje" if own else "goal_chain.ingen", antal=len(own)),
        }

    def suppressed(self, school: str) -> list[str]:
        """List the figures of groups this edition does not show, each with its reason."""
        return [
            f"{name} {label} {school_year(table.year)}: {reason(figure.why, self._run.least)}"
            for name, table in self._groups.of(school).items()
            for label, figure in table.now.items()
            if label != EVERYBODY and not figure.is_shown
        ]

    # --- A row a level ---------------------------------------------------------------------------
    def _of(self, indicator: str, school: str, area: str) -> dict[str, SetGoal | None]:
        units = units_of(school, area)
        return {level: self._goals.of(level, units[level], indicator, self._run.year) for level in LEVELS}

    def _level(self, about: About, level: str, goal: SetGoal | None, figure: About, area: str) -> Row:
        value, before, error = self._result(about, level, figure)
        year = parse_school_year(figure.get("aar_seneste")) if value == value else None
        target = NAN if goal is None else goal.as_level(value, year if year is not None else -1, before)
        found = verdict(value, error, target, about["retning"] == "ned") if about["retning"] else ""
        return {
            **_named(about),
            "noegle": f"{about['indikator']}|{level}",
            "navn_vist": None,
            "pejlemaerke": about["pejlemaerke"] or None,
            "niveau_noegle": level,
            "niveau": texts.say(f"goal_chain.niveau.{level}"),
            "enhed": area if level == "omraade" else None,
            "maal": _plain(goal.value if goal else NAN),
            "maaltype": texts.say(f"fields.sidste.maaltype.{goal.kind}") if goal else None,
            "maal_tal": _plain(target),
            "maal_aar": school_year(goal.year) if goal else None,
            "maal_kilde": (goal.source or None) if goal else None,
            "ansvar": (goal.duty or None) if goal else None,
            "resultat": _plain(value),
            "usikkerhed": _plain(error * self._z) or None,  # of a figure known exactly there is none
            "standardfejl": _plain(error),
            "aar": figure.get("aar_seneste") if value == value else None,
            "forrige": _plain(before),
            "status": texts.say(f"fields.aftalt.{found}") if found else None,
            "bemaerkning": self._remark(level, goal, value, target, figure),
        }

    def _result(self, about: About, level: str, figure: About) -> tuple[float, float, float]:
        """Give a level's figure, the year before's and the standard error; a district has none of its own."""
        if level == "skole":
            value = _number(figure.get("seneste"))
            return value, _number(figure.get("forrige")), _number(figure.get("usikkerhed")) / self._z
        if level == "omraade" or figure.get("aar_seneste") is None:
            return NAN, NAN, NAN
        same = about["sammenlign"]
        at = self._run.figures.at(int(parse_school_year(figure["aar_seneste"]) or 0))
        if level == "land":
            value = _number(figure.get("land"))
            before = self._of_year(self._run.figures.country, same, None if at is None else at - 1)
            return value, before, 0.0 if value == value else NAN
        before = self._of_year(self._run.figures.municipality, same, None if at is None else at - 1)
        value = _number(figure.get("kommune"))
        error = self._of_year(self._run.figures.municipality_error, same, at)
        pupils = self._of_year(self._run.figures.municipality_pupils, same, at)
        everybody = Group(EVERYBODY, EVERYBODY)
        reach = half_width(about, Figure(everybody, value, pupils, error), self._run.confidence)
        if reach is None:
            return value, before, self._error_of_schools(about, at)
        return value, before, reach / self._z

    def _error_of_schools(self, about: About, at: int | None) -> float:
        """Give the error of a mean of all pupils from the schools' own, where enough of them are shown."""
        place = self._places[about["indikator"]]
        if at is None or about["sammenlaegning"] not in _MEANS or about["sammenlign"] != about["indikator"]:
            return NAN
        seen = self._run.seen_by_others
        pupils, error = (series[place, :, at] for series in (seen.pupils, seen.standard_error))
        known = ~np.isnan(pupils) & ~np.isnan(error)
        if known.sum() < self._run.setting("mindst_skoler"):
            return NAN
        return float(np.sqrt(((pupils * error)[known] ** 2).sum()) / pupils[known].sum())

    def _of_year(self, series: Any, indicator: str, at: int | None) -> float:
        if at is None or at < 0 or indicator not in self._places:
            return NAN
        return float(series[self._places[indicator], at])

    def _remark(
        self, level: str, goal: SetGoal | None, value: float, target: float, figure: About
    ) -> str | None:
        if level == "omraade":
            return texts.say("goal_chain.uden_omraade")
        if goal is not None and target != target:
            return texts.say("goal_chain.uden_aaret_foer")
        if level == "skole" and value != value:
            remark: str | None = figure.get("bemaerkning")
            return remark
        return None

    # --- A row an indicator ----------------------------------------------------------------------
    def _own(self, about: About, rows: Sequence[Row], figure: About) -> Row:
        set_above = [row for row in rows if row["maal"] is not None and row["niveau_noegle"] != "skole"]
        # A change from a figure that is not there is no number to aim at: the next level up may have one.
        known = [row for row in set_above if row["maal_tal"] is not None]
        nearest = next(reversed(known or set_above), None)
        mine = next(row for row in rows if row["niveau_noegle"] == "skole")
        return {
            **_named(about),
            "noegle": about["indikator"],
            "pejlemaerke": about["pejlemaerke"] or None,
            "naermeste": nearest["niveau"] if nearest else None,
            "naermeste_maal": nearest["maal_tal"] if nearest else None,
            "besluttet": mine["maal_tal"],
            **{key: mine[key] for key in ("resultat", "usikkerhed", "standardfejl", "aar", "forrige")},
            "vis_foerst": None,
            "spoergsmaal": figure.get("spoergsmaal"),
            "fortrolig": "ja" if about["fortrolig"] else None,
        }

    # --- A row a group ---------------------------------------------------------------------------
    def _of_groups(self, about: About, table: Table | None) -> list[Row]:
        if table is None or leaves_the_administration(self._run.edition):
            return []
        found = sorted(table.now.values(), key=lambda figure: figure.group.order)
        found = [figure for figure in found if figure.group.kind in _PARTS]
        parted = next((kind for kind in _PARTS if any(one.group.kind == kind for one in found)), "")
        whole = table.shown(EVERYBODY)
        return [self._group(about, table, figure, whole, figure.group.kind == parted) for figure in found]

    def _group(self, about: About, table: Table, figure: Figure, whole: Figure | None, is_part: bool) -> Row:
        seen = figure.is_shown
        before = table.shown(figure.group.label, before=True)
        reach = half_width(about, figure, self._run.confidence) if seen else None
        least = self._run.least if np.isnan(about["mindst_antal"]) else int(about["mindst_antal"])
        why = reason(figure.why, least) if not seen else ""
        return {
            **_named(about),
            "noegle": f"{about['indikator']}|{figure.group.label}",
            "navn_vist": None,
            "indikator": about["indikator"],
            "gruppe": group_name(figure.group),
            "gruppe_nr": None,
            "gruppe_slags": group_kind(figure.group),
            "antal": int(figure.pupils) if seen and figure.pupils == figure.pupils else None,
            "er_del": int(is_part),
            "resultat": _plain(figure.value) if seen else None,
            "usikkerhed": reach,
            "standardfejl": None if reach is None else reach / self._z,
            "aar": school_year(table.year),
            "forrige": before.value if before else None,
            "skolen": _plain(whole.value) if whole else None,
            "bemaerkning": texts.say("fields.skjult", aar=school_year(table.year), grund=why)
            if why
            else None,
        }


def _upward(about: About, own: Row, groups: Sequence[Row]) -> Row:
    added, line = _added_up(about, groups)
    same = ("noegle", "pejlemaerke", "naermeste", "naermeste_maal", "resultat", "usikkerhed")
    return {
        **_named(about),
        **{key: own[key] for key in same},
        "grupper_resultat": _plain(added),
        "grupper_linje": line,
    }


def _added_up(about: About, groups: Sequence[Row]) -> tuple[float, str | None]:
    """Add the groups that part the school up to it, and say what that covers."""
    parts = [row for row in groups if row["er_del"]]
    if not parts or about["sammenlaegning"] not in _MEANS:
        return NAN, None
    shown = [row for row in parts if row["resultat"] is not None and row["antal"]]
    covered = texts.say(
        "goal_chain.grupper", med=len(shown), af=len(parts), slags=parts[0]["gruppe_slags"].lower()
    )
    pupils = sum(row["antal"] for row in shown)
    if not pupils:
        return NAN, covered
    return sum(row["antal"] * row["resultat"] for row in shown) / pupils, covered


def _named(about: About) -> Row:
    unit = f"fields.enhed.{about['maaleenhed']}"
    return {
        "navn": about["navn"],
        "maaleenhed": texts.say(unit) if texts.knows(unit) else None,
        "decimaler": int(about["decimaler"]),
        "fortegn": {"op": 1, "ned": -1}.get(about["retning"], 0),
    }


def _headed(rows: list[Row]) -> list[Row]:
    """Show an indicator's name once: on its first row."""
    for place, row in enumerate(rows):
        row["navn_vist"] = None if place else row["navn"]
    return rows


def _with_names(rows: list[Row]) -> list[Row]:
    """Write each group's name once in a column of its own, from the top: what a cell may choose from."""
    names = list(dict.fromkeys(row["gruppe"] for row in rows))
    for row, name in zip(rows, names, strict=False):
        row["gruppe_nr"] = name
    return rows


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else NAN


def _plain(value: float) -> float | None:
    return None if value != value else float(value)
