"""A whole run: look at the folder, make what is missing, put it in place, write down what is there.

The only module that changes an output folder. What to make comes from ``plan``, how a folder's past
is known from ``manifest``, what is told of it all is ``summary``'s matter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from xl_beregner.batch.folder import OutputFolder, inside, put_in_place, refuse_if_taken, sha256_of
from xl_beregner.batch.manifest import Ledger, Manifest, Missing, Record, Remark, pdf_beside, to_bytes
from xl_beregner.batch.office import find_office
from xl_beregner.batch.pdf import with_pdfs
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
from xl_beregner.batch.report import overview_bytes
from xl_beregner.batch.summary import Summary, Unmade, reason
from xl_beregner.batch.unit import Failed, Made, Outcome, Task, fill_unit, unexpected
from xl_beregner.errors import BeregnerError, OutputError
from xl_beregner.texts import speaking

Progress = Callable[[int, int], None]  # (done, of how many)


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
    """Make every file of the plan that is missing or whose inputs changed; with ``force`` all."""
    if plan.pdf:
        find_office()
    folder = OutputFolder(out)
    with folder.in_use():
        ledger = Ledger(folder)
        _refuse_another_run(ledger, plan, out)
        with closing(_Run(plan, folder, ledger, force)) as run, closing(run.tasks()) as tasks:
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

    def __init__(self, plan: Plan, folder: OutputFolder, ledger: Ledger, force: bool) -> None:
        self.plan = plan
        self.folder = folder
        self.ledger = ledger
        self.force = force
        self.units = {unit.number: unit for unit in plan.units}
        self.at_work: dict[str, Figures] = {}  # without their fields: those are the task's alone
        self.workshop = folder.workshop() if plan.pdf else None
        self.summary = Summary(folder, asked=len(plan.units))

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
            if self._is_kept(unit, figures):
                return None
            for name, _ in self._outputs(unit):
                refuse_if_taken(self.folder.units / name)
            task = self._task(unit, figures)
        except BeregnerError as error:
            self._unmade(unit, error)
            return None
        except Exception as error:
            failed = unexpected(error, self.plan.template.kind)
            self._unmade(unit, failed.error, failed.trace)
            return None
        self.at_work[unit.number] = replace(figures, fields={}, copies=())
        return task

    def _is_kept(self, unit: UnitPlan, figures: Figures) -> bool:
        """Keep a file that is there as it should be."""
        on_disk = sha256_of(self.folder.units / unit.file)
        before = self.ledger.latest(unit.number, on_disk)
        if self.force or not before or not on_disk or not self._is_current(unit, figures, before, on_disk):
            return False
        of_workbook = [remark for remark in before.warnings if remark.about == "workbook"]
        made = Made(before.sha256, before.written, (), before.pdf_sha256)
        self.summary.kept[unit.number] = self._record(unit, figures, made, of_workbook)
        return True

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
        try:
            self.ledger.announce(record)
            self._place(unit, task)
        except OutputError as error:
            self.ledger.retract(record)
            self._unmade(unit, error)
        else:
            self.summary.made[unit.number] = record
        finally:
            self._drop_temporaries(task)

    def _drop_temporaries(self, task: Task) -> None:
        for temporary in filter(None, (task.temporary, task.pdf)):
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)

    def finish(self) -> None:
        """Write overview and manifest, unless the folder already holds exactly them."""
        self._clear_old_names()
        records, missing = self._state()
        with speaking(self.plan.template.language):
            overview = overview_bytes(self.plan.run, records, missing, self.plan.every_unit)
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

    def _is_current(self, unit: UnitPlan, figures: Figures, before: Record, on_disk: str) -> bool:
        if (before.inputs, before.file, before.sha256) != (figures.inputs, unit.file, on_disk):
            return False
        if not before.pdf_sha256:
            return self.plan.only_pdf or not self.plan.pdf
        return sha256_of(self.folder.units / pdf_beside(unit.file)) == before.pdf_sha256

    def _outputs(self, unit: UnitPlan) -> list[tuple[str, Callable[[Task], str]]]:
        """Name the files of a unit, each with where its task makes it."""
        if self.plan.only_pdf:
            return [(unit.file, lambda task: task.pdf)]
        workbook: list[tuple[str, Callable[[Task], str]]] = [(unit.file, lambda task: task.temporary)]
        return workbook + ([(pdf_beside(unit.file), lambda task: task.pdf)] if self.plan.pdf else [])

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
        )

    def _place(self, unit: UnitPlan, task: Task) -> None:
        outputs = self._outputs(unit)
        changed = [name for name, _ in outputs if self._is_somebodys(unit, name)]
        if changed and not self.force:
            raise OutputError("batch_fil_aendret", fil=changed[0])
        for name, _ in outputs:
            refuse_if_taken(self.folder.units / name)
        for name in changed:
            self.summary.set_aside[name] = self.folder.set_aside(self.folder.units / name)
        for name, made_as in outputs:
            put_in_place(Path(made_as(task)), self.folder.units / name)

    def _is_somebodys(self, unit: UnitPlan, name: str) -> bool:
        """Tell whether no run of ours left these bytes here: work that is never written over."""
        on_disk = sha256_of(self.folder.units / name)
        return on_disk is not None and not self.ledger.wrote(unit.number, name, on_disk)

    def _unmade(self, unit: UnitPlan, error: BeregnerError, trace: str = "") -> None:
        self.summary.unmade.append(Unmade(unit, error, trace))

    def _clear_old_names(self) -> None:
        """Remove the file a renamed unit had before, or a PDF of an older workbook, unless changed."""
        current = {name for record in self.summary.records.values() for name, _ in record.outputs}
        for number in self.summary.records:
            before = {name for record in self.ledger.known.get(number, ()) for name, _ in record.outputs}
            for name in sorted(before - current):
                old = inside(self.folder.units, name)
                if self.ledger.wrote(number, name, sha256_of(old)):
                    with contextlib.suppress(OutputError):
                        refuse_if_taken(old)
                        self.folder.remove(old)
                if old.exists():
                    self.summary.old_names.append(name)

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
            return Manifest(manifest.run, manifest.records, manifest.missing, self.ledger.overview_sha256)


def _refuse_another_run(ledger: Ledger, plan: Plan, out: Path) -> None:
    if ledger.run is None:
        return
    for aspect in ("municipality", "template", "school_year", "edition", "kind"):
        held, wanted = getattr(ledger.run, aspect), getattr(plan.run, aspect)
        if held != wanted:
            raise RefusedError(f"batch_anden_{aspect}", sti=str(out), har=held, vil=wanted)
    if ledger.known and not set(ledger.known) & set(plan.every_unit):
        raise RefusedError("batch_andre_enheder", sti=str(out))
