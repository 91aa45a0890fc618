"""A unit's fields meet its earlier answers: what the new workbook is to hold, and a text that tells it.

Which answers those are is `carry_over`'s matter, where in the template they go `filling.carry`'s. The
text is the same for the same outcome: the same command again finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.refill.carry_over import About, Taken, take_over
from xl_beregner.batch.refill.old_book import PUPILS, labels_of_fields, pupils_of_fields
from xl_beregner.batch.refill.refilled import Refilled

if TYPE_CHECKING:
    from xl_beregner.batch.refill.previous import Previous
    from xl_beregner.fields import Unit, UnitSource
    from xl_beregner.filling import Template
    from xl_beregner.filling.carry import Carried
    from xl_beregner.filling.earlier import Earlier

Fields = Mapping[str, Any]


class Refill:
    """All earlier workbooks of a run, handed out unit by unit."""

    def __init__(
        self,
        previous: Previous,
        source: UnitSource,
        parsed: Template,
        year: int,
        kind: str,
        in_force: Mapping[str, Mapping[str, Any]],
        *,
        is_of_one_year: bool = False,
    ) -> None:
        self._previous = previous
        self._source = source
        self._parsed = parsed
        self._year = year
        self._kind = kind
        self._in_force = in_force
        self._is_of_one_year = is_of_one_year
        self._asked = parsed.slots.asked
        self._pupils: dict[str, frozenset[str]] = {}  # by unit

    def of(self, unit: Unit, fields: Fields) -> Refilled:
        """Give what the workbook of a school or class takes over."""
        if self._kind == "skole":
            about = About(unit.number, self._year, self._asked, is_of_one_year=self._is_of_one_year)
        else:
            tables, pupils = pupils_of_fields(fields)
            self._pupils[unit.number] = pupils
            about = About(
                unit.number, self._year, self._asked, pupils, tables,
                lambda pupil: self._is_in_another_class(unit, pupil), self._is_of_one_year,
            )  # fmt: skip
        taken = self._taken(about)
        carried = self._carried(fields, taken.answers, taken.labels)
        earlier = self._earlier(taken, [carried], labels_of_fields(fields))
        whole_in = "" if carried.homeless else taken.whole_in
        return Refilled(taken.answers, (), earlier, taken.here, whole_in, _told([carried], earlier))

    def of_class(self, unit: Unit, pupils: Sequence[Unit], copies: Sequence[Fields]) -> Refilled:
        """Give what a class's workbook with a sheet a pupil takes over."""
        ids = [pupil.pupil for pupil in pupils]
        everyone = {other.pupil: other.number for other in self._source.units if other.school == unit.school}
        about = About(
            unit.number, self._year, self._asked, frozenset(ids), frozenset([PUPILS]),
            lambda pupil: pupil in everyone, self._is_of_one_year,
        )  # fmt: skip
        taken = self._taken(about)
        answers = tuple(taken.pupils.get(pupil, {}) for pupil in ids)
        names = {
            (PUPILS, pupil): str(fields.get("elev_navn") or "")
            for pupil, fields in zip(ids, copies, strict=True)
        }
        carried = [self._carried(fields, of_one, {}) for fields, of_one in zip(copies, answers, strict=True)]
        homeless = [_of_pupil(one.homeless, pupil) for one, pupil in zip(carried, ids, strict=True)]
        earlier = self._together(taken, homeless, names)
        placed = tuple(_without(of_one, one.homeless) for of_one, one in zip(answers, carried, strict=True))
        whole_in = "" if any(homeless) else taken.whole_in
        return Refilled({}, placed, earlier, taken.here, whole_in, _told(carried, earlier))

    def _taken(self, about: About) -> Taken:
        books = self._previous.of_unit(about.unit, self._kind)
        return take_over(books, about, self._in_force.get(about.unit, {}))

    def _carried(
        self, fields: Fields, answers: Mapping[str, Any], labels: Mapping[tuple[str, str], str]
    ) -> Carried:
        return self._parsed.carried(fields, answers, labels)

    def _earlier(
        self, taken: Taken, carried: Sequence[Carried], names: Mapping[tuple[str, str], str]
    ) -> tuple[Earlier, ...]:
        return self._together(taken, [one.homeless for one in carried], names)

    def _together(
        self, taken: Taken, homeless: Sequence[Sequence[Earlier]], names: Mapping[tuple[str, str], str]
    ) -> tuple[Earlier, ...]:
        from xl_beregner.filling.earlier import laid_together

        found = laid_together(taken.earlier, *homeless)
        return tuple(
            one if one.label or not one.key else replace(one, label=names.get((one.table, one.key), ""))
            for one in found
        )

    def _is_in_another_class(self, unit: Unit, pupil: str) -> bool:
        """Look for a pupil in the school's other classes; their lists are made only if somebody left."""
        for other in self._source.units:
            if other.school == unit.school and other.number != unit.number:
                if other.number not in self._pupils:
                    self._pupils[other.number] = pupils_of_fields(self._source.fields(other.number))[1]
                if pupil in self._pupils[other.number]:
                    return True
        return False


def _told(carried: Sequence[Carried], earlier: Sequence[Earlier]) -> tuple[Any, ...]:
    values = [
        [name, row, type(value).__name__, value]
        for one in carried
        for (name, row), value in sorted(one.values.items())
    ]
    if not values and not earlier:
        return ()
    return (values, [[type(one.value).__name__, *astuple(one)] for one in earlier])


def _of_pupil(homeless: Sequence[Earlier], pupil: str) -> list[Earlier]:
    """Put what found no place on a pupil's sheet under the pupil."""
    return [
        replace(one, table=PUPILS, key=pupil, field=f"{one.table}__{one.field}" if one.table else one.field)
        for one in homeless
    ]


def _without(answers: Mapping[str, Any], homeless: Sequence[Earlier]) -> Mapping[str, Any]:
    """Leave out what has no place on a pupil's sheet: it stands on the class's own sheet instead."""
    lost = {(one.table, one.field.partition(" (")[0]) for one in homeless}
    kept: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, list):
            rows = [{key: held for key, held in row.items() if (name, key) not in lost} for row in value]
            kept[name] = rows
        elif ("", name) not in lost:
            kept[name] = value
    return kept
