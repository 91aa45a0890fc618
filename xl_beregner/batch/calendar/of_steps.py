"""The list ``aarshjul`` of a unit's fields as a calendar file.

What the steps are is told by ``fields``, where the files go by ``run``. A school's file has its own
steps and everybody's, the administration's has all.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.calendar.ics import Event, calendar
from xl_beregner.texts import language, say

if TYPE_CHECKING:
    from xl_beregner.filling import Template

LIST = "aarshjul"
ADMINISTRATION = f"{LIST}.ics"
_OF_A_SCHOOL = ("skole", "alle")
# A band over more than a week would lie above every day of a calendar: such a step is a mark on its first.
_LONGEST_BAND = timedelta(days=6)
_SATURDAY = 5
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:xl_beregner:aarshjul")


def asks_for_calendar(template: Template) -> bool:
    """Tell whether a template shows the year's steps, so that calendar files go with its workbooks."""
    return any(listed.table == LIST for listed in template.slots.lists)


def calendar_beside(file: str) -> str:
    """Name the calendar file of a workbook."""
    return str(PurePosixPath(file).with_suffix(".ics"))


def school_calendar(fields: Mapping[str, Any], number: str) -> bytes:
    """Write a school's steps as a calendar file."""
    steps = [step for step in fields[LIST] if step["hvem"] in _OF_A_SCHOOL]
    return _written(fields, steps, number, str(fields["skole_navn"]))


def administration_calendar(fields: Mapping[str, Any]) -> bytes:
    """Write all steps as a calendar file; ``fields`` are any unit's: the steps are the same for all."""
    whose = str(fields["kommune_navn"] or "")
    return _written(fields, fields[LIST], "", whose or say("fields.aarshjul.hvem.forvaltning"))


def _written(fields: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], number: str, whose: str) -> bytes:
    year = str(fields["skoleaar"])
    name = say("aarshjul.kalender", skoleaar=year, navn=whose)
    # The same step of the same year is the same event, whatever is changed in it.
    owner = (str(fields["kommune_navn"] or ""), number, year)
    example = str(fields["eksempel"] or "")
    name = f"{name} · {example}" if example else name
    events = [_event(step, owner, example) for step in steps]
    return calendar(name, language(), date(int(year[:4]), 8, 1), events)


def _event(step: Mapping[str, Any], owner: Sequence[str], example: str) -> Event:
    first, last = step["fra"], step["til"] or step["fra"]
    title = str(step["trin"])
    if last - first > _LONGEST_BAND:
        title = say("aarshjul.periode", trin=title, tidspunkt=step["tidspunkt"])
        first = last = _school_day(first)
    if step["er_eksempel"]:
        title = say("aarshjul.eksempel_kort", trin=title)
    uid = uuid.uuid5(_SPACE, "\n".join([*owner, str(step["noegle"])]))
    return Event(str(uid), first, last, title, _about(step, example), str(step["hvem_navn"]))


def _about(step: Mapping[str, Any], example: str) -> str:
    parts = [
        example,
        say("aarshjul.eksempel") if step["er_eksempel"] else "",
        step["om"],
        say("aarshjul.tid", tidspunkt=step["tidspunkt"]),
        say("aarshjul.kilde", kilde=step["kilde"]) if step["kilde"] else "",
    ]
    return "\n".join(str(part) for part in parts if part)


def _school_day(day: date) -> date:
    """Give the first day from here on that is no Saturday or Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)
