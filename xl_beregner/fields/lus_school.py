"""A school's LUS results: by date for the school, its grades and classes, and the pupils below the expected.

What is counted is ``lus_counts``', which groups an edition shows ``lus_hidden``'s. Like tests these results
leave neither school nor administration; the åtaganden, which are no results, are in every edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, Group
from xl_beregner.dataset.settings import LUS_DUTY
from xl_beregner.fields.disclosure import check_edition, leaves_the_administration
from xl_beregner.fields.known.lus import DATES
from xl_beregner.fields.known.lus_school import COUNTS, LATEST, LINE, LISTS, PUPILS
from xl_beregner.fields.lus import dates
from xl_beregner.fields.lus_counts import Counted, Pupil, count, pupil_of
from xl_beregner.fields.lus_hidden import NOTHING, Found, hidden_groups, hidden_steps
from xl_beregner.fields.lus_points import LusPoints
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.measures.measurement.lus import POINTS

Row = dict[str, Any]
_ALL = Group(EVERYBODY, EVERYBODY)


@dataclass(frozen=True)
class _School:
    """One school's groups as they are counted, and what of them is not shown."""

    pupils: tuple[Pupil, ...]
    counts: Mapping[Group, Mapping[int, Counted]]
    mixed: frozenset[str]  # labels of classes with pupils of several grades
    without: tuple[str, ...]  # classes without a point, in grades where others have one
    hidden: Found
    without_steps: Found

    @property
    def latest(self) -> int:
        """The last date anybody was judged at; 0: none."""
        return self.latest_of(_ALL)

    def latest_of(self, group: Group) -> int:
        """Tell the last date anybody of a group was judged at; 0: none."""
        return max((date for date in DATES if self.counts[group][date].judged), default=0)

    def of_kind(self, kind: str) -> list[Group]:
        """List the groups of a kind: grades by number, classes as the roster has them."""
        return [group for group in self.counts if group.kind == kind]


class SchoolLus:
    """The LUS fields of every school, for one school year and edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._settings = dataset.settings
        self._least = int(dataset.settings["mindst_antal"].value)
        self._confidence = float(dataset.settings["konfidens"].value)
        self._edition = check_edition(edition)
        self._is_outside = leaves_the_administration(edition)
        self._roster = Roster(dataset, year)
        self._points = LusPoints(dataset, self._roster.results, year)
        self._classes: dict[str, list[ClassGroup]] = {}
        for group in self._roster.classes:
            self._classes.setdefault(group.school_number, []).append(group)
        self._made: dict[str, _School] = {}

    def fields(self, number: str) -> Row:
        """Give one school's fields."""
        school = self._school(number)
        shared = {**dates(self._points), "lus_forpligtelser": list(self._duties(school))}
        if self._is_outside or not school.latest:
            key = "udgave" if self._is_outside else "ingen"
            return {
                **shared,
                LINE: texts.say(f"fields.lus_skole.{key}"),
                LATEST: None,
                **{table: [] for table in LISTS if table not in shared},
            }
        return {
            **shared,
            LINE: self._line(school),
            LATEST: school.latest,
            "lus_skole": [self._row(school, _ALL, date) for date in DATES],
            "lus_trin": [
                {**self._row(school, group, school.latest_of(group)), "noegle": group.name}
                for group in school.of_kind(GRADE)
            ],
            "lus_klasser": list(self._by_date(school, school.of_kind(CLASS))),
            "lus_rapport": list(self._by_date(school, [*school.of_kind(GRADE), _ALL])),
            "lus_punkter_skole": self._points_of_school(school),
            "lus_fordeling": [
                self._spread(school, group)
                for group in (_ALL, *school.of_kind(GRADE), *school.of_kind(CLASS))
            ],
            PUPILS: self._pupils(school),
        }

    def suppressed(self, number: str) -> list[str]:
        """List the groups this edition does not show, each with its date and why."""
        school = self._school(number)
        if self._is_outside:
            return [texts.say("fields.lus_skole.udgave")] if school.latest else []
        return [
            f"LUS {self._name(group)} {self._points.days[date - 1]}: {reason}"
            for group in school.counts
            for date in DATES
            if (reason := self._why(school, group, date))
        ]

    # --- One school ------------------------------------------------------------------------------
    def _school(self, number: str) -> _School:
        if number not in self._made:
            self._made[number] = self._counted(number)
        return self._made[number]

    def _counted(self, number: str) -> _School:
        classes: dict[Group, list[Pupil]] = {}
        without: dict[str, int | None] = {}
        for group in self._classes.get(number, []):
            pupils = [pupil_of(self._points, one, group.class_group, group.grade) for one in group.pupils]
            # A class that does not use LUS in this school year is no part of its results.
            if any(pupil.at for pupil in pupils):
                own = -1 if group.grade is None else group.grade
                classes[Group(CLASS, group.class_group, own)] = pupils
            else:
                without[group.class_group] = group.grade
        everybody = [pupil for pupils in classes.values() for pupil in pupils]
        grades = sorted({pupil.grade for pupil in everybody if pupil.grade is not None})
        members = {_ALL: everybody}
        for grade in grades:
            members[Group(GRADE, str(grade), grade)] = [one for one in everybody if one.grade == grade]
        members |= classes
        counts = {group: {date: count(of, date) for date in DATES} for group, of in members.items()}
        mixed = {group.label for group, of in classes.items() if len({one.grade for one in of}) > 1}
        hidden = steps = NOTHING
        if self._edition != "intern":
            told = {group: of for group, of in counts.items() if group.label not in mixed}
            hidden = hidden_groups(told, self._least)
            steps = hidden_steps(told, self._least, hidden)
        forgotten = tuple(name for name, grade in without.items() if grade in grades)
        return _School(tuple(everybody), counts, frozenset(mixed), forgotten, hidden, steps)

    def _why(self, school: _School, group: Group, date: int) -> str | None:
        """Say why a group is not shown at a date; None where it is."""
        counted = school.counts[group][date]
        if self._edition == "intern" or not counted.judged:
            return None
        if counted.judged < self._least:
            return texts.say("fields.grund.few", antal=self._least)
        if group.label in school.mixed:
            return texts.say("fields.lus_skole.blandet")
        return texts.say("fields.grund.complement") if group.label in school.hidden[date] else None

    def _line(self, school: _School) -> str:
        """Say how many are judged, and which classes are missing from all of it."""
        if not school.without:
            return self._judged(school)
        missing = texts.say("fields.lus_skole.uden", klasser=", ".join(school.without))
        return f"{self._judged(school)} {missing}"

    def _judged(self, school: _School) -> str:
        latest = school.counts[_ALL][school.latest]
        day = self._points.days[school.latest - 1]
        if self._why(school, _ALL, school.latest):
            return texts.say("fields.lus_skole.faa", dag=day)
        facts: Any = {"dag": day, "bedoemte": latest.judged, "elever": latest.pupils}
        return texts.say("fields.lus_skole.linje", **facts)

    # --- Rows ------------------------------------------------------------------------------------
    def _by_date(self, school: _School, groups: Sequence[Group]) -> Iterator[Row]:
        """Give a row a group and date, of the dates anybody was judged at; the name stands once."""
        for group in groups:
            shown = [date for date in DATES if school.counts[_ALL][date].judged]
            for date in shown:
                row = self._row(school, group, date)
                yield row if date == shown[0] else {**row, "navn_vist": None}

    def _row(self, school: _School, group: Group, date: int) -> Row:
        named = {
            "noegle": str(date) if group == _ALL else f"{group.name}|{date}",
            "navn": self._name(group),
            "navn_vist": self._name(group),
            "klassetrin": group.grade if group.grade >= 0 else None,
            "tidspunkt": self._points.days[date - 1] if date else None,
            "tidspunkt_nr": date or None,
        }
        why = self._why(school, group, date) if date else texts.say("fields.lus_skole.ingen_bedoemt")
        figures: Row = {}
        if why is None:
            counted = school.counts[group][date]
            figures = counted.figures(
                self._confidence,
                has_steps=group.label not in school.without_steps[date],
                # Where one small grade alone has an expected point, the school's share is that grade's.
                has_share=self._edition == "intern" or counted.with_expected >= self._least,
            )
            why = None if counted.judged else texts.say("fields.lus_skole.ingen_bedoemt")
        blank = dict.fromkeys(LISTS["lus_skole"])
        return {**blank, **named, **figures, "bemaerkning": why}

    def _name(self, group: Group) -> str:
        if group.kind == CLASS:
            return group.name
        key = "skolen" if group.kind == EVERYBODY else "trin" if group.grade else "trin_0"
        return texts.say(f"fields.lus_skole.{key}", nr=group.name)

    def _points_of_school(self, school: _School) -> list[Row]:
        """Give a row a point: how many pupils of the school are on it at each date."""
        shown = [
            date for date in DATES
            if school.counts[_ALL][date].judged and not self._why(school, _ALL, date)
        ]  # fmt: skip
        return [
            {
                "noegle": point,
                "punkt": point,
                **{
                    f"d{date}": school.counts[_ALL][date].at_point(place) if date in shown else None
                    for date in DATES
                },
            }
            for place, point in enumerate(POINTS)
        ]

    def _spread(self, school: _School, group: Group) -> Row:
        """Give a group's pupils on each point at its latest date; nothing where it is not shown."""
        date = school.latest_of(group)
        counted = school.counts[group][date or DATES[0]]
        why = self._why(school, group, date) if date else texts.say("fields.lus_skole.ingen_bedoemt")
        is_shown = why is None
        goal = counted.goal if is_shown else None
        return {
            "noegle": group.label,
            "navn": self._name(group),
            "tidspunkt": self._points.days[date - 1] if date else None,
            "bedoemte": counted.judged if is_shown else None,
            "forventet": goal,
            "plads": POINTS.index(goal) + 1 if goal else None,
            **{name: counted.at_point(place) if is_shown else None for place, name in enumerate(COUNTS)},
            "bemaerkning": why,
        }

    def _duties(self, school: _School) -> Iterator[Row]:
        """Give a row a grade: the point expected at the year's end, and the share that is to reach it."""
        grades = [group.grade for group in school.of_kind(GRADE)]
        for grade in grades:
            duty = self._settings.get(f"{LUS_DUTY}_{grade}")
            share = duty.value if duty is not None and isinstance(duty.value, float) else None
            yield {
                "noegle": str(grade),
                "klassetrin": grade,
                "punkt": self._points.expected.get((grade, DATES[-1])),
                "andel": share,
                "kilde": duty.source if duty is not None and share is not None else None,
            }

    def _pupils(self, school: _School) -> list[Row]:
        """Give the pupils below the expected: first those who are so now, then who were so this year."""
        below = [pupil for pupil in school.pupils if pupil.was_below]
        below.sort(key=lambda pupil: (pupil.left(pupil.latest) or 0) <= 0)
        return [self._pupil(place, pupil) for place, pupil in enumerate(below, start=1)]

    def _pupil(self, place: int, pupil: Pupil) -> Row:
        date = pupil.latest
        goal = pupil.expected.get(date)
        return {
            "noegle": pupil.number,
            "nr": place,
            "elev_navn": self._roster.name(pupil.number) or pupil.number,
            "klasse": pupil.class_group,
            "klassetrin": pupil.grade,
            "foer": None if pupil.before is None else POINTS[pupil.before],
            **{f"p{one}": POINTS[pupil.at[one]] if one in pupil.at else None for one in DATES},
            "tidspunkt": self._points.days[date - 1],
            "seneste": POINTS[pupil.at[date]],
            "forventet": None if goal is None else POINTS[goal],
            "kvar": pupil.left(date),
            "steg": pupil.steps(date),
        }
