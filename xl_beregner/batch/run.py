"""A whole run: look at the folder, make what is missing, put it in place, write down what is there.

What to make comes from ``plan``, how a folder's past is known from ``manifest``, how a file gets its name
is ``placing``'s matter, what is told of it all ``summary``'s.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from xl_beregner.batch.books.report import overview_bytes
from xl_beregner.batch.calendar.of_steps import calendar_beside
from xl_beregner.batch.calendar.stays import AdministrationCalendar
from xl_beregner.batch.folder import OutputFolder, inside, refuse_if_taken, sha256_of
from xl_beregner.batch.manifest import Ledger, Manifest, Missing, Record, Remark, pdf_beside, to_bytes
from xl_beregner.batch.office import find_office
from xl_beregner.batch.pdf import with_pdfs
from xl_beregner.batch.placing import Placing
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.planner import Figures, UnitPlan
from xl_beregner.batch.pool import (
    UNITS_WORTH_A_PROCESS,
    ExecutorFactory,
    Work,
    cores,
    local_executor,
    run_tasks,
    sensible_jobs,
)
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.summary import Summary, Unmade, reason
from xl_beregner.batch.unit import Failed, Made, Outcome, Task, fill_unit, unexpected
from xl_beregner.errors import BeregnerError, Fault, OutputError
from xl_beregner.texts import speaking

Progress = Callable[[int, int], None]  # (done, of how many)
# (number of a unit, what became of it, what is remarked or wrong)
Watch = Callable[[str, Literal["made", "kept", "failed"], Sequence[Fault | BeregnerError]], None]


def fill_all(
    plan: Plan,
    out: Path,
    *,
    jobs: int | None = None,
    force: bool = False,
    make_executor: ExecutorFactory = local_executor,
    work: Work = fill_unit,
    progress: Progress = lambda done, total: None,
    watch: Watch = lambda number, status, told: None,
) -> Summary:
    """Make every file of the plan that is missing or whose inputs changed; with ``force`` all."""
    if plan.pdf:
        find_office()
    folder = OutputFolder(out)
    with folder.in_use():
        ledger = Ledger(folder)
        _refuse_another_run(ledger, plan, out)
        with closing(_Run(plan, folder, ledger, force, watch)) as run, closing(run.tasks()) as tasks:
            try:
                # Enough of them to see how many hands are worth their start; the rest is made as it is taken.
                first = list(islice(tasks, max(jobs or 0, UNITS_WORTH_A_PROCESS * cores())))
                if first:
                    progress(run.done, len(plan.units))
                    hands = sensible_jobs(len(first), jobs)
                    with (
                        closing(run_tasks(chain(first, tasks), work, make_executor, hands)) as outcomes,
                        closing(run.finished(outcomes, hands)) as finished,
                    ):
                        for task, outcome in finished:
                            run.accept(task, outcome)
                            progress(run.done, len(plan.units))
                    progress(run.done, len(plan.units))
                run.finish()
            except OutputError as error:
                # What went wrong before, unit by unit, must still be told.
                run.summary.stopped = OutputError("batch_ikke_afsluttet", grund=str(error))
            return run.summary


class _Run:
    """The state of one run between its folder and its plan."""

    def __init__(self, plan: Plan, folder: OutputFolder, ledger: Ledger, force: bool, watch: Watch) -> None:
        self.plan = plan
        self.folder = folder
        self.ledger = ledger
        self.force = force
        self.watch = watch
        self.units = {unit.number: unit for unit in plan.units}
        self.at_work: dict[str, Figures] = {}  # without their fields: those are the task's alone
        self.workshop = folder.workshop() if plan.pdf else None
        self.summary = Summary(folder, asked=len(plan.units), left_out=plan.left_out)
        self.placing = Placing(plan, folder, ledger, self.summary, force=force)
        self.calendar = AdministrationCalendar(plan, folder, ledger, self.summary)

    @property
    def done(self) -> int:
        """How many units are as they should be, or named with the reason why they are not."""
        return len(self.summary.made) + len(self.summary.kept) + len(self.summary.unmade)

    def tasks(self) -> Generator[Task]:
        """Sort out what is already there, and what cannot be written now; the rest is to be made.

        Where the journal cannot be begun, nothing is made, but all that needs a person is found.
        """
        stopped: OutputError | None = None
        for unit in self.plan.units:
            task = self._task_if_needed(unit)
            if task is None or stopped is not None:
                continue
            try:
                if self.ledger.is_idle:
                    self.ledger.begin(self.plan.run)
            except OutputError as error:
                stopped = error
            else:
                yield task
        if stopped is not None:
            raise stopped

    def _task_if_needed(self, unit: UnitPlan) -> Task | None:
        try:
            figures = unit.figures()
            self.calendar.learn(figures.fields)
            self.summary.carried += bool(figures.refilled.told)
            if self._is_kept(unit, figures):
                return None
            self.placing.refuse_to_drop_answers(unit)
            for name, _ in self.placing.outputs(unit):
                refuse_if_taken(self.folder.units / name)
            task = self._task(unit, figures)
        except BeregnerError as error:
            self._unmade(unit, error)
            return None
        except Exception as error:
            failed = unexpected(error, self.plan.template.kind)
            self._unmade(unit, failed.error, failed.trace)
            return None
        kept = replace(figures.refilled, answers={}, copies=(), earlier=())
        self.at_work[unit.number] = replace(figures, fields={}, copies=(), refilled=kept)
        return task

    def _is_kept(self, unit: UnitPlan, figures: Figures) -> bool:
        """Keep a file that is there as it should be."""
        on_disk = sha256_of(self.folder.units / unit.file)
        before = self.ledger.latest(unit.number, on_disk)
        if before and on_disk and not self.force and self._holds_all(unit, figures, before, on_disk):
            self.summary.kept[unit.number] = replace(before, figures=figures.basis)
            self.watch(unit.number, "kept", ())
            return True
        if self.force or not before or not on_disk or not self._is_current(unit, figures, before, on_disk):
            return False
        of_workbook = [remark for remark in before.warnings if remark.about == "workbook"]
        made = Made(before.sha256, before.written, (), before.pdf_sha256, before.calendar_sha256)
        kept = self._record(unit, figures, made, of_workbook)
        self.summary.kept[unit.number] = replace(kept, taken=before.taken)
        self.watch(unit.number, "kept", figures.warnings)
        return True

    def _holds_all(self, unit: UnitPlan, figures: Figures, before: Record, on_disk: str) -> bool:
        """Tell whether a school has typed in a file whose figures are right: it is left alone."""
        is_typed_in = on_disk != before.sha256 and on_disk == figures.refilled.whole_in
        is_right = (before.file, before.figures) == (unit.file, figures.basis)
        return is_typed_in and is_right and not self.plan.pdf and self._has_its_calendar(unit, before)

    def _has_its_calendar(self, unit: UnitPlan, before: Record) -> bool:
        """Tell whether the calendar file beside a workbook is there, if there is to be one."""
        if not self.plan.calendar:
            return True
        on_disk = sha256_of(self.folder.units / calendar_beside(unit.file))
        return on_disk is not None and on_disk == before.calendar_sha256

    def finished(
        self, outcomes: Iterable[tuple[Task, Outcome]], hands: int
    ) -> Generator[tuple[Task, Outcome]]:
        """Let what the workers made go through what is still to be done with it."""
        if self.workshop is not None:
            yield from with_pdfs(outcomes, self.workshop, hands)
        else:
            yield from outcomes

    def accept(self, task: Task, outcome: Outcome) -> None:
        """Put a made file in place, or remember why there is none."""
        unit, figures = self.units[task.number], self.at_work.pop(task.number)
        if isinstance(outcome, Failed):
            self._unmade(unit, outcome.error, outcome.trace)
            self._drop_temporaries(task)
            return
        with speaking(self.plan.template.language):
            remarks = [Remark.of(fault, "workbook") for fault in outcome.warnings]
        if self.plan.only_pdf:
            outcome = replace(outcome, sha256=outcome.pdf_sha256, pdf_sha256="")
        record = self._record(unit, figures, outcome, remarks)
        record = replace(record, taken=self._taken(unit.number, figures.refilled.here))
        try:
            self.ledger.announce(record)
            self.placing.place(unit, task, figures.refilled.here)
        except OutputError as error:
            self.ledger.retract(record)
            self._unmade(unit, error)
        else:
            self.summary.made[unit.number] = record
            self.watch(unit.number, "made", (*figures.warnings, *outcome.warnings))
        finally:
            self._drop_temporaries(task)

    def _taken(self, number: str, here: Sequence[str]) -> list[str]:
        """List the files whose answers are in a new one, or were in those it comes after."""
        before = [sha256 for record in self.ledger.known.get(number, ()) for sha256 in record.taken]
        return list(dict.fromkeys([*before, *here]))

    def _drop_temporaries(self, task: Task) -> None:
        for temporary in filter(None, (task.temporary, task.pdf, task.calendar)):
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)

    def finish(self) -> None:
        """Write overview and manifest, unless the folder already holds exactly them."""
        self.placing.clear_old_names()
        self.summary.calendar = self.folder.calendar if self.calendar.sha256 else None
        records, missing = self._state()
        with speaking(self.plan.template.language):
            overview = overview_bytes(self.plan.run, records, missing, self.plan.every_unit)
        manifest = Manifest(self.plan.run, records, missing, overview.sha256, self.calendar.sha256)
        if self.ledger.is_idle:
            if self._holds(manifest):
                return
            self.ledger.begin(self.plan.run)
        manifest = replace(manifest, calendar_sha256=self.calendar.write())
        self.ledger.finish(self._write_overview(overview.data, manifest))

    def _holds(self, manifest: Manifest) -> bool:
        finished = self.ledger.finished
        return (
            finished is not None
            and to_bytes(finished) == to_bytes(manifest)
            and sha256_of(self.folder.overview) is not None
            and self.calendar.is_there
        )

    def close(self) -> None:
        """Let go of the journal; after a whole run there is none."""
        self.ledger.close()

    def _is_current(self, unit: UnitPlan, figures: Figures, before: Record, on_disk: str) -> bool:
        if (before.inputs, before.file, before.sha256) != (figures.inputs, unit.file, on_disk):
            return False
        if not self._has_its_calendar(unit, before):
            return False
        if not before.pdf_sha256:
            return self.plan.only_pdf or not self.plan.pdf
        return sha256_of(self.folder.units / pdf_beside(unit.file)) == before.pdf_sha256

    def _task(self, unit: UnitPlan, figures: Figures) -> Task:
        template = self.plan.template
        beside = self.folder.temporary_for(unit.file)
        # Where the PDF is what is sent, the workbook never lies where anything is sent from.
        workbook = self.folder.temporary(self.workshop) if self.plan.only_pdf else beside
        return Task(
            unit.number,
            unit.name,
            unit.file,
            str(workbook),
            str(template.path),
            template.sha256,
            figures.fields,
            unit.properties,
            self.plan.functions,
            template.language,
            template.kind,
            figures.copies,
            figures.titles,
            self.plan.shared,
            str(self.folder.temporary_for(unit.file)) if self.plan.pdf else "",
            figures.refilled,
            str(self.folder.temporary_for(unit.file)) if self.plan.calendar else "",
        )

    def _record(self, unit: UnitPlan, figures: Figures, made: Made, of_workbook: Sequence[Remark]) -> Record:
        # Everything but what was made is computed anew also for a file that is kept, so that a
        # manifest is the same whether its files were made now or before.
        with speaking(self.plan.template.language):
            of_figures = [Remark.of(fault, "figures") for fault in figures.warnings]
        return Record(
            unit=unit.number,
            name=unit.name,
            file=unit.file,
            inputs=figures.inputs,
            template=self.plan.template.name,
            template_version=self.plan.template.version,
            template_sha256=self.plan.template.sha256,
            dataset_hash=self.plan.dataset_hash,
            tool_version=self.plan.tool_version,
            warnings=[*of_figures, *of_workbook],
            suppressed=figures.suppressed,
            sha256=made.sha256,
            written=made.written,
            class_group=unit.class_group,
            pupil=unit.pupil,
            pdf_sha256=made.pdf_sha256,
            figures=figures.basis,
            calendar_sha256=made.calendar_sha256,
        )

    def _unmade(self, unit: UnitPlan, error: BeregnerError, trace: str = "") -> None:
        self.summary.unmade.append(Unmade(unit, error, trace))
        self.watch(unit.number, "failed", [error])

    def _state(self) -> tuple[list[Record], list[Missing]]:
        records = dict(self.summary.records)
        for number in self.ledger.known:
            if number in records:
                continue
            before = self.ledger.latest(number, None)
            before = before and self.ledger.latest(number, sha256_of(inside(self.folder.units, before.file)))
            if before is not None:
                records[number] = before
                if number not in self.plan.every_unit:
                    self.summary.gone.append(before)
        with speaking(self.plan.template.language):
            missing = [
                Missing(
                    one.unit.number,
                    one.unit.name,
                    one.unit.file,
                    reason(one.error),
                    one.unit.class_group,
                    one.unit.pupil,
                )
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
            return replace(manifest, overview_sha256=self.ledger.overview_sha256)


def _refuse_another_run(ledger: Ledger, plan: Plan, out: Path) -> None:
    if ledger.run is None:
        return
    for aspect in ("municipality", "template", "school_year", "edition", "kind"):
        held, wanted = getattr(ledger.run, aspect), getattr(plan.run, aspect)
        if held != wanted:
            raise RefusedError(f"batch_anden_{aspect}", sti=str(out), har=held, vil=wanted)
    if ledger.known and not set(ledger.known) & set(plan.every_unit):
        raise RefusedError("batch_andre_enheder", sti=str(out))
