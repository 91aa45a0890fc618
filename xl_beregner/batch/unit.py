"""One unit's workbook, made in a worker process: read the template, fill it, write it whole.

A worker writes under the temporary name it was given and tells what it did; putting the file under
its real name is the parent's (``run``), which alone holds the folder's lock. So a worker that
outlives a killed parent can never touch a file that counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.functions import DEFAULT_KIND, evaluate, form
from xl_beregner.batch.refill.refilled import NOTHING, Refilled
from xl_beregner.batch.values import json_line, without_pupils
from xl_beregner.batch.why import Why
from xl_beregner.errors import BeregnerError, Fault, OutputError, PackageError
from xl_beregner.fields.known.about_pupils import is_about_pupils
from xl_beregner.texts import speaking

if TYPE_CHECKING:
    from xl_beregner.filling import Filled, Template
    from xl_beregner.filling.earlier import Earlier
    from xl_beregner.filling.functions_forms import Kind


@dataclass(frozen=True, slots=True)
class Task:
    """All a worker needs to make one workbook, and no other unit's figures."""

    number: str
    name: str
    file: str
    temporary: str  # full path; same folder as the real name, so that renaming is atomic
    template: str
    template_sha256: str
    fields: Mapping[str, Any]
    properties: Mapping[str, str]
    functions: Kind = DEFAULT_KIND  # how BEREGNER_ functions stand in it
    language: str = "da"  # of what they say
    kind: str = "skole"  # what the template is for: a school, a class or a pupil
    copies: Sequence[Mapping[str, Any]] = ()  # the pupils of a class's workbook, a sheet each
    titles: Sequence[str] = ()  # of their sheets
    shared: Sequence[str] = ()  # fields that are the same for all of them
    pdf: str = ""  # full path of the PDF under its temporary name, if one is to be made
    refilled: Refilled = field(default=NOTHING)  # what comes over from earlier workbooks
    calendar: str = ""  # full path of the calendar file under its temporary name, if one is to be made


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook lies whole under its temporary name."""

    sha256: str
    written: str  # JSON: the value under every felt_ name, of pupils a hash
    warnings: tuple[Fault, ...] = ()
    pdf_sha256: str = ""
    calendar_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no workbook; a traceback only where the fault is ours."""

    error: BeregnerError
    trace: str = field(default="", compare=False)


Outcome = Made | Failed

_MOST_WARNINGS = 50
_templates: dict[str, Template] = {}  # parsed once per process, by content


def fill_unit(task: Task) -> Outcome:
    """Make one workbook; every fault comes back as an answer, so one unit never stops the rest."""
    try:
        return _fill(task)
    except BeregnerError as error:
        return Failed(error)
    except OSError as error:
        return Failed(OutputError("batch_kan_ikke_skrive", fil=task.file, grund=Why.of(error)))
    except Exception as error:
        return unexpected(error, task.kind)


def unexpected(error: BaseException, about: str) -> Failed:
    """Tell of a bug, as text: an exception of a foreign library may not survive the way to the parent.

    What an exception says may be a cell's value, and so a pupil's name: of pupils only where it came
    from is told.
    """
    kind, places = type(error).__name__, traceback.format_tb(error.__traceback__)
    if about == "skole":
        facts = {"type": kind, "grund": str(error)}
        return Failed(BeregnerError("batch_uventet", **facts), "".join(traceback.format_exception(error)))
    return Failed(BeregnerError("batch_uventet_elever", type=kind), "".join([*places, kind]))


def _fill(task: Task) -> Made:
    template = _template(task.template, task.template_sha256)
    with speaking(task.language):
        if task.copies:
            data, written, warnings = _fill_copies(template, task)
        else:
            filled = _filled(template, task, task.fields, task.refilled.answers, task.refilled.earlier)
            data, written, warnings = filled.data, _told(filled.written, task), filled.warnings
    _prove(data, task)
    write_whole(Path(task.temporary), data)
    return Made(
        hashlib.sha256(data).hexdigest(),
        json_line(written),
        _shortened(warnings),
        calendar_sha256=_write_calendar(task) if task.calendar else "",
    )


def _write_calendar(task: Task) -> str:
    """Write the year's steps as a calendar file, and tell its hash."""
    from xl_beregner.batch.calendar.of_steps import school_calendar

    with speaking(task.language):
        data = school_calendar(task.fields, task.number)
    write_whole(Path(task.calendar), data)
    return hashlib.sha256(data).hexdigest()


def _prove(data: bytes, task: Task) -> None:
    """Read the workbook back before it takes the place of one: every answer must be found in it."""
    refilled = task.refilled
    if refilled is NOTHING or not refilled.told:
        return
    from xl_beregner.batch.refill.old_book import old_book
    from xl_beregner.batch.refill.proof import kept, known_in, wanted_answers
    from xl_beregner.filling.collect import read_returned

    pupils = [str(fields.get("elev_id") or "") for fields in task.copies]
    wanted = {*wanted_answers(refilled.answers), *kept(refilled.earlier)}
    for pupil, answers in zip(pupils, refilled.copies, strict=bool(refilled.copies)):
        wanted |= set(wanted_answers(answers, pupil))
    lost = wanted - known_in([old_book(read_returned(data, task.file), task.number, 0, task.file, "")])
    if lost:
        fields = ", ".join(sorted({field for _, _, field, _ in lost})[:5])
        raise OutputError("refill_svar_tabt", fil=task.file, antal=len(lost), felter=fields)


def _shortened(warnings: Sequence[Fault]) -> tuple[Fault, ...]:
    """Keep the first of very many: a template at fault has one for every cell, in every workbook."""
    left = len(warnings) - _MOST_WARNINGS
    if left <= 0:
        return tuple(warnings)
    return (*warnings[:_MOST_WARNINGS], Fault("batch_flere_bemaerkninger", {"antal": left}, "warning"))


def _filled(
    template: Template,
    task: Task,
    fields: Mapping[str, Any],
    answers: Mapping[str, Any],
    earlier: Sequence[Earlier] = (),
    *,
    every_sheet: bool = False,
) -> Filled:
    return template.fill(
        fields,
        None,
        evaluator=evaluate,
        form=form(task.functions),
        properties=dict(task.properties),
        answers=answers,
        earlier=earlier,
        every_sheet=every_sheet,
    )


def _told(written: Mapping[str, Any], task: Task) -> Mapping[str, Any]:
    if task.kind == "skole":
        return without_pupils(written, is_about_pupils=is_about_pupils)
    return without_pupils(written, is_one_pupil=task.kind == "elev")


def _fill_copies(template: Template, task: Task) -> tuple[bytes, Mapping[str, Any], Sequence[Fault]]:
    """Fill the template once a pupil, and bind the sheets in one workbook."""
    from xl_beregner.filling.copies import bind
    from xl_beregner.filling.earlier_sheet import with_earlier

    answers: Sequence[Mapping[str, Any]] = task.refilled.copies or [{}] * len(task.copies)
    both = zip(task.copies, answers, strict=True)  # bound together they must have the same sheets
    filled = [_filled(template, task, *each, every_sheet=True) for each in both]
    data = bind([one.data for one in filled], task.titles, task.shared)
    data = with_earlier(data, task.refilled.earlier, task.name)
    written = without_pupils({"alle": [one.written for one in filled]}, is_one_pupil=True)
    warnings = {str(fault): fault for one in reversed(filled) for fault in one.warnings}
    return data, {"elever": len(filled), **written}, list(warnings.values())


def remember(sha256: str, template: Template) -> None:
    """Keep a template this process has parsed already."""
    _templates.clear()
    _templates[sha256] = template


def _template(path: str, sha256: str) -> Template:
    if sha256 not in _templates:
        from xl_beregner.filling import Template

        data = read_template(Path(path))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PackageError("batch_skabelon_skiftet", fil=Path(path).name)
        remember(sha256, Template(data, name=Path(path).name))
    return _templates[sha256]


def read_template(path: Path) -> bytes:
    """Read a template's bytes, or tell that it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackageError("batch_skabelon_ulaeselig", fil=path.name, grund=Why.of(error)) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a new file down to the disk, so that renaming it later can never show half of it."""
    try:
        with open(path, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # Half a file is worth nothing, and on a full drive it takes the place of a whole one.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
