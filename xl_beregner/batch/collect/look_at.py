"""One file that came home, looked at in a worker: whose it is, and what became of it as `Home`.

All of them together are ``collect``'s matter. What is odd about answers is found by ``typed``
and ``checks``, about figures by ``changes``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.changes import Differences, differences, masked
from xl_beregner.batch.collect.checks import check_answers
from xl_beregner.batch.collect.collected import Home, Status
from xl_beregner.batch.collect.missing import answers_not_asked, find_missing
from xl_beregner.batch.collect.owners import pupils_of
from xl_beregner.batch.collect.returned import FileRead, FileTask, read_file, shown_name
from xl_beregner.batch.collect.sent import MUNICIPALITY, Sent, SentUnit, sent_here
from xl_beregner.batch.collect.typed import typed
from xl_beregner.cells import parse_school_year
from xl_beregner.civil import find_civil_number
from xl_beregner.errors import BeregnerError, Fault

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Returned

_IDENTITY = ("xb_skabelon", "xb_enhed_nr")


@dataclass(frozen=True, slots=True)
class LookTask(FileTask):
    """A file to read and to hold against what was sent."""

    sent: Path = Path()
    manifest: str = ""  # its hash, as the parent saw it


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one file; ``home`` where it is one of ours and can be used."""

    read: FileRead
    home: Home | None = None
    aside: Fault | None = field(default=None)


def look_at(task: LookTask) -> Looked:
    """Read one file and hold it against what was sent; every fault is an answer."""
    read = read_file(task.path, task.file)
    if read.returned is None:
        return Looked(read, aside=read.fault)
    sent = sent_here(task.sent, task.manifest)
    unit = sent.units[read.unit].once() if read.unit in sent.units else None
    foreign = _foreign(read, unit, sent)
    if foreign is not None or unit is None:
        return Looked(_without_figures(read), aside=foreign)
    return Looked(_without_figures(read), _home(read, unit, sent))


def _without_figures(read: FileRead) -> FileRead:
    """Keep what is needed to choose between files; figures are most of a workbook."""
    assert read.returned is not None
    returned = replace(read.returned, figures=(), asked=read.returned.answers, earlier=())
    return replace(read, returned=returned)


def _foreign(read: FileRead, unit: SentUnit | None, sent: Sent) -> Fault | None:
    """Tell why a workbook is none of those that were sent."""
    assert read.returned is not None
    found, run = read.returned.properties, sent.manifest.run
    facts: dict[str, Any] = {"fil": read.shown}
    if not any(found.get(name, "").strip() for name in _IDENTITY):
        return Fault("collect_fremmed", facts)
    if found.get("xb_skabelon", "").strip().casefold() not in ("", run.template.casefold()):
        told = {"fundet": _short(found["xb_skabelon"]), "ventet": run.template}
        return Fault("collect_anden_skabelon", facts | told)
    if not read.unit:
        return Fault("collect_uden_enhed", facts)
    municipality = _other_municipality(read.returned, unit, run.municipality)
    if municipality:
        told = {"fundet": _short(municipality), "ventet": run.municipality}
        return Fault("collect_anden_kommune", facts | told)
    if unit is None:
        return Fault("collect_ukendt_enhed", facts | {"enhed": _short(read.unit)})
    if _year(found.get("xb_skoleaar", "")) not in (None, _year(run.school_year)):
        told = {"fundet": _short(found["xb_skoleaar"]), "ventet": run.school_year}
        return Fault("collect_andet_skoleaar", facts | told)
    return None


def _other_municipality(returned: Returned, unit: SentUnit | None, ours: str) -> str:
    """Name the municipality a workbook says it is of, where that is not the one that sent it."""
    held = next((one for one in returned.figures if one.name == MUNICIPALITY and one.value is not None), None)
    if held is None:
        return ""
    expected = {ours.casefold()}
    if unit is not None and unit.kind == "skole":
        expected.add(str(unit.written.get(MUNICIPALITY, {}).get(0)).casefold())
    found = str(held.value).strip()
    return "" if found.casefold() in expected else found


def _year(text: str) -> int | None:
    try:
        return parse_school_year(text)
    except BeregnerError:
        return None


def _short(text: str) -> str:
    """Repeat what a foreign file says of itself, no longer than a line and without civil numbers."""
    return shown_name(text.strip())[:60]


def _home(read: FileRead, unit: SentUnit, sent: Sent) -> Home:
    assert read.returned is not None
    run, returned = sent.manifest.run, read.returned
    year = parse_school_year(run.school_year) or 0
    is_as_sent = read.sha256 == unit.record.sha256
    found = Differences() if is_as_sent else differences(returned.figures, unit)
    lost = [] if is_as_sent else answers_not_asked(returned, unit, sent)
    told = typed(returned, unit, found.keys)
    checked = check_answers(told.answers, unit, year)
    missing = find_missing(checked.answers, told.blank, run.template, year)
    return Home(
        unit=unit.record.unit,
        school=unit.school,
        name=unit.record.name,
        class_group=unit.record.class_group,
        file=read.shown,
        status=_status(checked.answers, missing),
        answers=checked.answers,
        missing=missing,
        remarks=(*_of_file(read, unit, sent), *found.gone, *lost, *told.remarks, *checked.remarks),
        changes=found.changes,
        properties={name: _short(value) for name, value in returned.properties.items()},
        link=link_to(read.file),
    )


def _status(answers: Sequence[Any], missing: Sequence[Fault]) -> Status:
    if not answers:
        return "ikke_udfyldt"
    return "mangelfuld" if missing else "besvaret"


def link_to(file: str) -> str:
    """Give a file's name for a link; empty where the name must not be repeated."""
    return "" if find_civil_number(file) else file


def _of_file(read: FileRead, unit: SentUnit, sent: Sent) -> list[Fault]:
    """Tell what is odd about the workbook as a whole: its version, its name, what was added to it."""
    assert read.returned is not None
    found: list[Fault] = []
    version, record = read.returned.properties.get("xb_version", "").strip(), unit.record
    if version and version != record.template_version:
        facts = {"fundet": _short(version), "ventet": record.template_version}
        found.append(Fault("collect_anden_version", facts, "warning"))
    if find_civil_number(read.file):
        found.append(Fault("collect_cpr_i_filnavn", {}, "warning"))
    if unit.kind != "skole" and not unit.is_there:
        found.append(Fault("collect_kan_ikke_sammenlignes", {"fil": record.file}, "warning"))
    if read.returned.faults:
        found += _added(read.returned, unit, sent)
    return found


def _added(returned: Returned, unit: SentUnit, sent: Sent) -> list[Fault]:
    """Keep what was not so when the workbook was sent: a template may have macros of its own."""
    # Names that lost their cells are told by reading alone; held against what was sent, more is known.
    told = {"returned_tal_mistet"} if unit.figures else set()
    told |= {"returned_svar_mistet"} if sent.asked else set()
    before = unit.file.returned.faults if unit.is_there and unit.file.returned else ()
    had = {_alike(fault) for fault in before}
    pupils = pupils_of(returned.figures)
    return [
        _told(fault, pupils)
        for fault in returned.faults
        if fault.key not in told and _alike(fault) not in had
    ]


def _alike(fault: Fault) -> tuple[str, str]:
    return fault.key, repr(sorted((name, str(fact)) for name, fact in fault.facts.items() if name != "fil"))


def _told(fault: Fault, pupils: Mapping[str, str]) -> Fault:
    """Say it without civil numbers; a pupil's sheet goes by the id, its copies by nothing."""
    facts = {name: masked(fact) if isinstance(fact, str) else fact for name, fact in fault.facts.items()}
    if any(pupils):
        facts |= {name: pupils.get(str(facts[name]), "…") for name in ("ark", "original") if name in facts}
        facts |= {"formel": "…"} if "formel" in facts else {}  # it names the sheet
    return replace(fault, facts=facts, severity="warning")
