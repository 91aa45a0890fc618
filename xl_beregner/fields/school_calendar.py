"""The steps of a school year: the dataset's own or the shipped ones, with their days and in words.

All schools of a run have the same. What a date that holds every year is, ``dataset.calendar.rules`` tells;
how the steps become a calendar file is ``batch``'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.calendar.rules import FIRST_MONTH, Fixed, Rule, Week, WholeMonth, parse_rule, year_of
from xl_beregner.dataset.calendar.shipped import shipped_calendar
from xl_beregner.dataset.settings import LUS_DATES
from xl_beregner.errors import Fault
from xl_beregner.fields.units import Value

WHO = ("skole", "forvaltning", "politik")
EVERYBODY = "alle"  # whose a step is where the table does not say
_LUS = "lus_"  # and which of its four dates: their days are a setting
# More steps than that make a month's row taller than a page has room for.
_MOST_IN_A_MONTH = 5
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Step:
    """One step in one school year."""

    key: str
    name: str
    who: str
    first: date
    last: date
    when: str
    short: str  # when, beside the name of its month
    about: str
    source: str
    is_example: bool
    moved: bool  # its day is not in this year, so the last before it was taken

    @property
    def row(self) -> dict[str, Value]:
        """Give its row in the list of steps."""
        return {
            "noegle": self.key,
            "navn": self.name,  # as rows of every list are called where answers are told
            "trin": self.name,
            "hvem": self.who,
            "hvem_navn": texts.say(f"fields.aarshjul.hvem.{self.who}"),
            "fra": self.first,
            "til": self.last if self.last != self.first else None,
            "maaned": _month(self.first),
            "uge": self.first.isocalendar().week,
            "tidspunkt": self.when,
            "om": self.about or None,
            "kilde": self.source or None,
            "er_eksempel": "ja" if self.is_example else None,
        }


class SchoolCalendar:
    """The steps of one school year."""

    def __init__(self, dataset: Dataset, year: int) -> None:
        self._year = year
        self._is_own = len(dataset.calendar) > 0
        rows = dataset.calendar if self._is_own else shipped_calendar(texts.language())
        told = list(_rows(rows.to_dict("records"), dataset, own=self._is_own))
        self._of_other_years = [
            row["noegle"] for row in told if not _is_in(year, _rule(row["fra"])) and row["noegle"]
        ]
        steps = [_step(row, year) for row in told if row["noegle"] not in self._of_other_years]
        self.steps = sorted(steps, key=lambda step: (step.first, step.last))

    def fields(self) -> dict[str, Any]:
        """Give the lists and the line about them."""
        return {
            "aarshjul_linje": self._line(),
            "aarshjul": [step.row for step in self.steps],
            "aarshjul_maaneder": [self._of_month(at) for at in range(12)],
            "aarshjul_kilder": self._sources(),
        }

    def notes(self) -> list[Fault]:
        """Tell of days the year does not have, and of steps that are another year's."""
        year = school_year(self._year)
        found = [
            Fault(
                "fields_aarshjul_flyttet",
                {"trin": step.name, "dato": step.first.isoformat(), "skoleaar": year},
                "warning",
            )
            for step in self.steps
            if step.moved
        ]
        if self._of_other_years:
            facts = {"antal": len(self._of_other_years), "noegler": self._of_other_years, "skoleaar": year}
            found.append(Fault("fields_aarshjul_andet_aar", facts, "warning"))
        return found

    def _line(self) -> str:
        whose = [step.who for step in self.steps]
        facts: dict[str, Any] = {who: whose.count(who) for who in WHO}
        said = texts.say(
            "fields.aarshjul.linje.egen" if self._is_own else "fields.aarshjul.linje.medfulgt",
            antal=len(self.steps),
            skoleaar=school_year(self._year),
            **facts,
        )
        examples = sum(step.is_example for step in self.steps)
        return said + (" " + texts.say("fields.aarshjul.linje.eksempler", antal=examples) if examples else "")

    def _sources(self) -> list[dict[str, Value]]:
        """Name each source once, with the steps that are from it."""
        of: dict[str, list[str]] = {}
        for step in self.steps:
            of.setdefault(step.source, []).append(step.name)
        return [
            {
                "noegle": str(number),
                "kilde": source or None,
                "trin": " · ".join(dict.fromkeys(names)),
                "antal": len(names),
            }
            for number, (source, names) in enumerate(of.items(), start=1)
        ]

    def _of_month(self, at: int) -> dict[str, Value]:
        number = (FIRST_MONTH + at - 1) % 12 + 1
        first = date(year_of(number, self._year), number, 1)
        begun = [step for step in self.steps if _place(step.first, self._year) == at]
        row: dict[str, Value] = {"noegle": f"{first:%Y-%m}", "maaned": _month(first)}
        for who in WHO:
            row[who] = _joined([step for step in begun if step.who in (who, EVERYBODY)])
        return row


def _rows(told: list[dict[Any, Any]], dataset: Dataset, *, own: bool) -> Iterator[dict[str, str]]:
    """Give the table's rows; the shipped days of LUS are those of the setting."""
    dates = dataset.settings[LUS_DATES]
    for row in told:
        key = str(row["noegle"])
        if not own and key.startswith(_LUS):
            row = {**row, "fra": str(dates.value).split("; ")[int(key.removeprefix(_LUS)) - 1]}
            row |= {"kilde": dates.source} if dates.given else {}
        yield row


def _rule(written: str) -> Rule:
    rule = parse_rule(written)
    assert rule is not None  # a dataset has no step without
    return rule


def _is_in(year: int, rule: Rule) -> bool:
    """Tell whether a school year has the rule: only one day of one year may be another's."""
    return not isinstance(rule, Fixed) or date(year, 8, 1) <= rule.day <= date(year + 1, 7, 31)


def _step(row: dict[str, str], year: int) -> Step:
    begin = _rule(row["fra"])
    end = parse_rule(row["til"]) or begin
    first, last = begin.days(year), end.days(year)
    when = _When(begin, end, first.first, last.last)
    return Step(
        key=row["noegle"],
        name=row["trin"],
        who=row["hvem"] or EVERYBODY,
        first=first.first,
        last=last.last,
        when=row["hvornaar"] or when.in_words(),
        short=when.short(),
        about=row["om"],
        source=row["kilde"],
        is_example=row["eksempel"] == "ja",
        moved=first.moved or last.moved,
    )


@dataclass(frozen=True, slots=True)
class _When:
    """When a step is, as people say it: by week or month where its rule does."""

    begin: Rule
    end: Rule
    first: date
    last: date

    def in_words(self) -> str:
        if _is_week(self.begin) and _is_week(self.end):
            return self._weeks()
        if isinstance(self.begin, WholeMonth) and isinstance(self.end, WholeMonth):
            return _span(_month(self.first), _month(self.last), str(self.last.year))
        return _span(_day(self.first), _day(self.last), str(self.last.year))

    def short(self) -> str:
        if _is_week(self.begin) and _is_week(self.end):
            return self._weeks()
        if isinstance(self.begin, WholeMonth) and isinstance(self.end, WholeMonth):
            if self.begin == self.end:
                return ""  # it stands in its month
            return f"{_name(self.first)[:3]}{_DASH}{_name(self.last)[:3]}"
        days = [texts.say("fields.aarshjul.kort", dag=at.day, maaned=at.month) for at in self._ends()]
        return _DASH.join(days)

    def _ends(self) -> Sequence[date]:
        return (self.first,) if self.first == self.last else (self.first, self.last)

    def _weeks(self) -> str:
        numbers = dict.fromkeys(at.isocalendar().week for at in (self.first, self.last))
        return texts.say("fields.aarshjul.uge", uge=_DASH.join(map(str, numbers)))


def _is_week(rule: Rule) -> bool:
    return isinstance(rule, Week) and rule.weekday is None


def _span(begin: str, end: str, year: str) -> str:
    """Join two times; the year stands once where it is the same."""
    if begin == end:
        return begin
    return f"{begin.removesuffix(f' {year}')}{_DASH}{end}"


def _joined(steps: Sequence[Step]) -> str | None:
    """Write the steps of a month and one party, a line each; examples are marked."""
    lines = [(f"{step.short}: " if step.short else "") + step.name for step in steps]
    lines = [line + (" *" if step.is_example else "") for line, step in zip(lines, steps, strict=True)]
    if len(lines) > _MOST_IN_A_MONTH:
        left = len(lines) - _MOST_IN_A_MONTH + 1
        lines = [*lines[: _MOST_IN_A_MONTH - 1], texts.say("fields.aarshjul.flere", antal=left)]
    return "\n".join(line[:1].upper() + line[1:] for line in lines) or None


def _place(day: date, begins: int) -> int:
    """Tell in which of the year's months a day is; a Monday just before it is in the first."""
    return min(max(12 * (day.year - begins) + day.month - FIRST_MONTH, 0), 11)


def _name(day: date) -> str:
    return texts.say(f"fields.aarshjul.maaned.{day.month}")


def _month(day: date) -> str:
    return f"{_name(day)} {day.year}"


def _day(day: date) -> str:
    return texts.say("fields.aarshjul.dato", dag=day.day, maaned=_name(day), aar=day.year)
