"""A whole run: look at the folder, make what is missing, put it in place, write down what is there.

The only module that changes an output folder. What to make comes from ``plan``, how a folder's past
is known from ``manifest``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from xl_beregner.batch.folder import OutputFolder, put_in_place, refuse_if_taken, sha256_of
from xl_beregner.batch.manifest import Ledger, Manifest, Missing, Record, Remark, to_bytes
from xl_beregner.batch.plan import Plan, UnitPlan, speaking
from xl_beregner.batch.pool import ExecutorFactory, Work, local_executor, run_tasks, sensible_jobs
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.report import overview_bytes
from xl_beregner.batch.unit import Failed, Made, Task, fill_unit
from xl_beregner.errors import BeregnerError, FaultsError, OutputError

Progress = Callable[[int, int], None]  # (done, of how many)


@dataclass(frozen=True, slots=True)
class Unmade:
    """A unit without its workbook, the error that says why, and a traceback if it is our bug."""

    unit: UnitPlan
    error: BeregnerError
    trace: str = ""


@dataclass(slots=True)
class Summary:
    """What a run did, unit by unit."""

    folder: OutputFolder
    made: dict[str, Record] = field(default_factory=dict)
    kept: dict[str, Record] = field(default_factory=dict)
    unmade: list[Unmade] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)  # made once, no longer in the dataset
    old_names: list[str] = field(default_factory=list)  # a renamed unit's old file that someone changed
    set_aside: dict[str, Path] = field(default_factory=dict)  # what a person changed: where it lies now
    overview_error: OutputError | None = None
    stopped: OutputError | None = None  # why the run did not come to its end
    asked: int = 0  # how many units were to be made

    @property
    def needs_a_person(self) -> bool:
        """Whether something is left that the program must not decide."""
        left = (self.unmade, self.gone, self.old_names, self.set_aside, self.overview_error, self.stopped)
        return any(left)

    @property
    def records(self) -> dict[str, Record]:
        """The units that are as they should be."""
        return self.made | self.kept

    def first_workbook(self) -> Path | None:
        """Point at one workbook to open first."""
        ready = sorted(self.records.values(), key=lambda record: record.unit)
        return self.folder.units / ready[0].file if ready else None


def fill_all(
    plan: Plan,
    out: Path,
    *,
    jobs: int | None = None,
    force: bool = False,
    make_executor: ExecutorFactory = local_executor,
    work: Work = fill_unit,
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Make every workbook of the plan that is missing or whose inputs changed; with ``force`` all."""
    folder = OutputFolder(out)
    with folder.in_use():
        ledger = Ledger(folder)
        _refuse_another_run(ledger, plan, out)
        with closing(_Run(plan, folder, ledger, force)) as run:
            try:
                tasks = run.tasks()
                if tasks:
                    ledger.begin(plan.run)
                    progress(0, len(tasks))
                    hands = sensible_jobs(len(tasks), jobs)
                    with closing(run_tasks(tasks, work, make_executor, hands)) as outcomes:
                        for done, (task, outcome) in enumerate(outcomes, 1):
                            run.accept(task, outcome)
                            progress(done, len(tasks))
                run.finish()
            except OutputError as error:
                # What went wrong before, unit by unit, must still be told.
                run.summary.stopped = OutputError("batch_ikke_afsluttet", grund=str(error))
            return run.summary


class _Run:
    """The state of one run between its folder and its plan."""

    def __init__(self, plan: Plan, folder: OutputFolder, ledger: Ledger, force: bool) -> None:
        self.plan = plan
        self.folder = folder
        self.ledger = ledger
        self.force = force
        self.units = {unit.number: unit for unit in plan.units}
        self.summary = Summary(folder, asked=len(plan.units))

    def tasks(self) -> list[Task]:
        """Sort out what is already there, and what cannot be written now; the rest is to be made."""
        todo = []
        for unit in self.plan.units:
            target = self.folder.units / unit.file
            before = self.ledger.latest(unit.number, on_disk := sha256_of(target))
            if not self.force and before and on_disk and self._is_current(unit, before, on_disk):
                of_workbook = [remark for remark in before.warnings if remark.about == "workbook"]
                kept = self._record(unit, before.sha256, of_workbook, before.written)
                self.summary.kept[unit.number] = kept
                continue
            try:
                refuse_if_taken(target)
            except OutputError as error:
                self._unmade(unit, error)
                continue
            todo.append(self._task(unit))
        return todo

    def accept(self, task: Task, outcome: Made | Failed) -> None:
        """Put a made workbook in place, or remember why there is none."""
        unit = self.units[task.number]
        if isinstance(outcome, Failed):
            self._unmade(unit, outcome.error, outcome.trace)
            return
        with speaking(self.plan.template.language):
            remarks = [Remark.of(fault, "workbook") for fault in outcome.warnings]
        record = self._record(unit, outcome.sha256, remarks, outcome.written)
        try:
            self.ledger.announce(record)
            self._place(unit, Path(task.temporary))
        except OutputError as error:
            self.ledger.retract(record)
            self._unmade(unit, error)
        else:
            self.summary.made[unit.number] = record
        finally:
            with contextlib.suppress(OSError):
                Path(task.temporary).unlink(missing_ok=True)

    def finish(self) -> None:
        """Write overview and manifest, unless the folder already holds exactly them."""
        self._clear_old_names()
        records, missing = self._state()
        with speaking(self.plan.template.language):
            overview = overview_bytes(self.plan.run, records, missing, set(self.plan.every_unit))
        manifest = Manifest(self.plan.run, records, missing, overview.sha256)
        if self.ledger.is_idle:
            if self._holds(manifest):
                return
            self.ledger.begin(self.plan.run)
        self.ledger.finish(self._write_overview(overview.data, manifest))

    def _holds(self, manifest: Manifest) -> bool:
        finished = self.ledger.finished
        return (
            finished is not None
            and to_bytes(finished) == to_bytes(manifest)
            and sha256_of(self.folder.overview) is not None
        )

    def close(self) -> None:
        """Let go of the journal; after a whole run there is none."""
        self.ledger.close()

    def _is_current(self, unit: UnitPlan, before: Record, on_disk: str) -> bool:
        return (before.inputs, before.file, before.sha256) == (unit.inputs, unit.file, on_disk)

    def _task(self, unit: UnitPlan) -> Task:
        template = self.plan.template
        return Task(
            unit.number,
            unit.name,
            unit.file,
            str(self.folder.temporary()),
            str(template.path),
            template.sha256,
            unit.fields,
            unit.properties,
            self.plan.functions,
            template.language,
        )

    def _record(self, unit: UnitPlan, sha256: str, of_workbook: Sequence[Remark], written: str) -> Record:
        # Everything but the last four is computed anew also for a file that is kept, so that a
        # manifest is the same whether its files were made now or before.
        with speaking(self.plan.template.language):
            figures = [Remark.of(fault, "figures") for fault in unit.warnings]
        return Record(
            unit=unit.number,
            name=unit.name,
            file=unit.file,
            inputs=unit.inputs,
            template=self.plan.template.name,
            template_version=self.plan.template.version,
            template_sha256=self.plan.template.sha256,
            dataset_hash=self.plan.dataset_hash,
            tool_version=self.plan.tool_version,
            warnings=[*figures, *of_workbook],
            suppressed=unit.suppressed,
            sha256=sha256,
            written=written,
        )

    def _place(self, unit: UnitPlan, temporary: Path) -> None:
        target = self.folder.units / unit.file
        on_disk = sha256_of(target)
        if on_disk is not None and not self.ledger.wrote(unit.number, unit.file, on_disk):
            # Not the bytes any run of ours left here: somebody's work, which is never written over.
            if not self.force:
                raise OutputError("batch_fil_aendret", fil=unit.file)
            refuse_if_taken(target)
            self.summary.set_aside[unit.file] = self.folder.set_aside(target)
        put_in_place(temporary, target)

    def _unmade(self, unit: UnitPlan, error: BeregnerError, trace: str = "") -> None:
        self.summary.unmade.append(Unmade(unit, error, trace))

    def _clear_old_names(self) -> None:
        """Remove the file a renamed unit had before, unless someone has changed it."""
        current = {record.file for record in self.summary.records.values()}
        for number in self.summary.records:
            for record in self.ledger.known.get(number, ()):
                old = self.folder.units / record.file
                if record.file in current or not old.exists():
                    continue
                if self.ledger.wrote(number, record.file, sha256_of(old)):
                    with contextlib.suppress(OutputError):
                        refuse_if_taken(old)
                        self.folder.remove(old)
                if old.exists() and record.file not in self.summary.old_names:
                    self.summary.old_names.append(record.file)

    def _state(self) -> tuple[list[Record], list[Missing]]:
        records = dict(self.summary.records)
        for number in self.ledger.known:
            if number in records:
                continue
            before = self.ledger.latest(number, None)
            before = before and self.ledger.latest(number, sha256_of(self.folder.units / before.file))
            if before is not None:
                records[number] = before
                if number not in self.plan.every_unit:
                    self.summary.gone.append(before)
        with speaking(self.plan.template.language):
            missing = [
                Missing(one.unit.number, one.unit.name, one.unit.file, reason(one.error))
                for one in self.summary.unmade
            ]
        earlier = self.ledger.finished.missing if self.ledger.finished else ()
        missing += [one for one in earlier if one.unit not in self.units and one.unit in self.plan.every_unit]
        return [records[number] for number in sorted(records)], sorted(missing, key=lambda one: one.unit)

    def _write_overview(self, data: bytes, manifest: Manifest) -> Manifest:
        overview = self.folder.overview
        on_disk = sha256_of(overview)
        try:
            ours = on_disk in (None, manifest.overview_sha256) or self.ledger.wrote_overview(on_disk or "")
            if not ours:
                refuse_if_taken(overview)
                # Someone's notes stand in it.
                self.summary.set_aside[overview.name] = self.folder.set_aside(overview)
            self.ledger.announce_overview(manifest.overview_sha256)
            self.folder.write(overview, data)
            return manifest
        except OutputError as error:
            self.summary.overview_error = error
            return Manifest(manifest.run, manifest.records, manifest.missing, self.ledger.overview_sha256)


def reason(error: BeregnerError) -> str:
    """Say an error on one line."""
    if isinstance(error, FaultsError):
        return " ".join(str(fault) for fault in error.faults)
    return str(error)


def _refuse_another_run(ledger: Ledger, plan: Plan, out: Path) -> None:
    if ledger.run is None:
        return
    for aspect in ("municipality", "template", "school_year", "edition"):
        held, wanted = getattr(ledger.run, aspect), getattr(plan.run, aspect)
        if held != wanted:
            raise RefusedError(f"batch_anden_{aspect}", sti=str(out), har=held, vil=wanted)
    if ledger.known and not set(ledger.known) & set(plan.every_unit):
        raise RefusedError("batch_andre_enheder", sti=str(out))
