"""Collect what came home: read every file, hold it against what was sent, and say what became of each unit.

Which files there are and which of two counts is ``returned``'s matter. Each file is looked at in a worker
process (``look_at``), which hands back no more than what is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xl_beregner.batch.collect.collected import Aside, Basis, Collected, Home, NotHome
from xl_beregner.batch.collect.look_at import Looked, LookTask, link_to, look_at
from xl_beregner.batch.collect.returned import (
    Chosen,
    FileRead,
    Progress,
    choose,
    each_file,
    find_others,
    find_workbooks,
    relative_name,
    shown_name,
    unread,
)
from xl_beregner.batch.collect.sent import Sent, SentUnit, read_sent, sent_here
from xl_beregner.batch.collect.tables import FIGURES, agreed_on
from xl_beregner.batch.folder import OutputFolder, sha256_of
from xl_beregner.batch.pool import ExecutorFactory, local_executor
from xl_beregner.batch.unit import Failed
from xl_beregner.errors import Fault

# The list of the agreement, and what is kept of its figures beside what a goal was agreed on.
_ABOUT_IT = ("navn", "maaleenhed", "decimaler")
EXAMPLE = "felt_eksempel"
_COPIES = frozenset({"collect_kopi", "collect_samme_svar"})


def collect_folder(
    folder: Path,
    sent: Path,
    *,
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
    skip: Iterable[Path] = (),
    make_executor: ExecutorFactory = local_executor,
) -> Collected:
    """Read all workbooks below ``folder`` and tell what came home of what lies in ``sent``.

    ``skip`` names files that are not a school's though they lie there: the workbook about to be written.
    """
    manifest = sha256_of(OutputFolder(sent).manifest) or ""
    known = read_sent(sent)
    sent_here.cache_clear()
    ours = {path.resolve() for path in skip}
    paths = [path for path in find_workbooks(folder) if path.resolve() not in ours]
    tasks = [LookTask(path, relative_name(path, folder), sent.resolve(), manifest) for path in paths]
    looked = each_file(tasks, look_at, _failed, jobs, progress, make_executor)
    calendars = known.calendars
    others = [
        _other(path, folder)
        for path in find_others(folder)
        if path.resolve() not in ours and not (path.suffix == ".ics" and sha256_of(path) in calendars)
    ]
    return _laid_out(known, looked, others, folder)


def _failed(task: LookTask, failed: Failed) -> Looked:
    read = unread(task, failed)
    return Looked(read, aside=read.fault)


def _other(path: Path, folder: Path) -> Aside:
    file = shown_name(relative_name(path, folder))
    key = "collect_mappe_lukket" if path.is_dir() else "collect_anden_filtype"
    return Aside(file, "", Fault(key, {"fil": file}, "warning"), link=link_to(relative_name(path, folder)))


def _laid_out(sent: Sent, looked: Sequence[Looked], others: Sequence[Aside], folder: Path) -> Collected:
    usable = {one.read.path: one for one in looked if one.home is not None}
    chosen = choose(one.read for one in usable.values())
    homes = sorted((_with_home(usable, one) for one in chosen.values()), key=lambda home: home.unit)
    asides = [_aside(one, sent) for one in looked if one.aside is not None]
    asides += [_not_chosen(other, why) for one in chosen.values() for other, why in one.others]
    asides = sorted([*asides, *others], key=lambda aside: aside.file)
    return Collected(
        run=sent.manifest.run,
        homes=tuple(homes),
        asides=tuple(asides),
        not_home=tuple(_not_home(sent, chosen, asides)),
        bases=tuple(basis for home in homes for basis in bases(sent.units[home.unit].once())),
        sent_count=len(sent.units),
        folder=folder,
        example=_example(sent),
    )


def _example(sent: Sent) -> str:
    """Tell what every sheet of an example says, where all that was sent is one."""
    first = next(iter(sent.units.values())).once()
    said = first.written.get(EXAMPLE, {}).get(0)
    return str(said) if said else ""


def _with_home(usable: dict[Path, Looked], chosen: Chosen) -> Home:
    home = usable[chosen.used.path].home
    assert home is not None
    return home


def _aside(looked: Looked, sent: Sent) -> Aside:
    assert looked.aside is not None
    read = looked.read
    unit = read.unit if read.unit in sent.units else _by_name(read.path.name, sent)
    return Aside(read.shown, unit, looked.aside, link_to(read.file), trace=read.trace)


def _by_name(name: str, sent: Sent) -> str:
    """Guess whose a file is that cannot be read: it may still be called as it was sent."""
    wanted = name.casefold()
    return next((unit for unit, one in sent.units.items() if one.path.name.casefold() == wanted), "")


def _not_chosen(read: FileRead, why: Fault) -> Aside:
    return Aside(read.shown, read.unit, why, link_to(read.file), is_copy=why.key in _COPIES)


def _not_home(sent: Sent, chosen: dict[str, Chosen], asides: Sequence[Aside]) -> Iterable[NotHome]:
    came = {aside.unit: aside.why for aside in reversed(asides) if aside.unit}
    for number, unit in sent.units.items():
        if number not in chosen:
            record = unit.record
            yield NotHome(number, unit.school, record.name, record.class_group, record.file, came.get(number))


def bases(unit: SentUnit) -> list[Basis]:
    """Give the figures each goal of a school was agreed on, as they were sent."""
    if unit.kind != "skole":
        return []
    agreed = agreed_on(unit.written, (*FIGURES, *_ABOUT_IT))
    return [Basis(unit.school, key, figures) for key, figures in agreed]
