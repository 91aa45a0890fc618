"""How a made file gets its real name, and what becomes of what lay there before.

What somebody typed is never written over: it is refused, kept beside, or laid aside. Which files are made
is decided in ``run``, what a folder's past is, told by ``manifest``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from xl_beregner.batch.calendar.of_steps import calendar_beside
from xl_beregner.batch.folder import OutputFolder, inside, put_in_place, refuse_if_taken, sha256_of
from xl_beregner.batch.manifest import Ledger, pdf_beside
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.planner import UnitPlan
from xl_beregner.batch.refill.kept_beside import keep_beside, put_back
from xl_beregner.batch.summary import Summary
from xl_beregner.batch.unit import Task
from xl_beregner.errors import OutputError


class Placing:
    """Puts the files of one run in place."""

    def __init__(
        self, plan: Plan, folder: OutputFolder, ledger: Ledger, summary: Summary, *, force: bool
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._ledger = ledger
        self._summary = summary
        self._force = force
        self._taken_over: dict[str, Sequence[str]] = {}  # by unit: hashes of files a new one holds all of

    def refuse_to_drop_answers(self, unit: UnitPlan) -> None:
        """Stop a run without earlier workbooks where one of ours holds their answers, also by an old name."""
        for record in self._ledger.known.get(unit.number, ()):
            on_disk = sha256_of(inside(self._folder.units, record.file))
            if not self._force and self._holds_answers(unit.number, record.file, on_disk):
                raise OutputError("refill_har_svar", fil=record.file)

    def _holds_answers(self, number: str, name: str, on_disk: str | None) -> bool:
        """Tell whether a file of ours holds answers that this run does not take over."""
        if self._plan.is_refill:
            return False
        return any(
            (record.file, record.sha256) == (name, on_disk) and record.figures not in ("", record.inputs)
            for record in self._ledger.known.get(number, ())
        )

    def outputs(self, unit: UnitPlan) -> list[tuple[str, Callable[[Task], str]]]:
        """Name the files of a unit, each with where its task makes it."""
        if self._plan.only_pdf:
            return [(unit.file, lambda task: task.pdf)]
        found: list[tuple[str, Callable[[Task], str]]] = [(unit.file, lambda task: task.temporary)]
        if self._plan.pdf:
            found.append((pdf_beside(unit.file), lambda task: task.pdf))
        if self._plan.calendar:
            found.append((calendar_beside(unit.file), lambda task: task.calendar))
        return found

    def place(self, unit: UnitPlan, task: Task, taken_over: Sequence[str]) -> None:
        """Give a unit's files their names; ``taken_over`` are hashes of files whose answers they hold."""
        outputs = self.outputs(unit)
        changed = [name for name, _ in outputs if self._is_somebodys(unit, name)]
        read = [name for name, _ in outputs if sha256_of(self._folder.units / name) in taken_over]
        left = [name for name in changed if name not in read]
        if left:
            self._refuse_changed(left[0])
        for name, _ in outputs:
            refuse_if_taken(self._folder.units / name)
        for name in left:
            self._summary.set_aside[name] = self._folder.set_aside(self._folder.units / name)
        for name, made_as in outputs:
            self._put(Path(made_as(task)), self._folder.units / name, taken_over if name in read else ())
        self._taken_over[unit.number] = taken_over

    def _refuse_changed(self, name: str) -> None:
        """Stop where somebody changed a file and nothing of it was taken over, unless that is wanted."""
        is_unread = sha256_of(self._folder.units / name) in self._plan.unread
        if self._plan.is_refill and name.endswith((".xlsx", ".xlsm")) and not is_unread:
            raise OutputError("refill_fil_aendret_imens", fil=name)
        if not self._force:
            raise OutputError("refill_fil_ulaeselig" if is_unread else "batch_fil_aendret", fil=name)

    def _put(self, made: Path, target: Path, taken_over: Sequence[str]) -> None:
        """Put a file in place; one whose answers were taken over is kept beside it."""
        kept = keep_beside(target, taken_over) if taken_over else None
        try:
            put_in_place(made, target)
        except OutputError:
            if kept is not None:
                put_back(kept, target)
            raise
        if kept is not None:
            self._summary.kept_beside.append(kept)

    def _is_somebodys(self, unit: UnitPlan, name: str) -> bool:
        """Tell whether no run of ours left these bytes here: work that is never written over."""
        on_disk = sha256_of(self._folder.units / name)
        is_ours = self._ledger.wrote(unit.number, name, on_disk)
        return on_disk is not None and (not is_ours or self._holds_answers(unit.number, name, on_disk))

    def clear_old_names(self) -> None:
        """Remove the file a renamed unit had before, or a PDF of an older workbook, unless changed.

        One with answers goes to the administration: the new file holds them, as its maker has proven, or
        they were to be left behind (``--force``).
        """
        current = {name for record in self._summary.records.values() for name, _ in record.outputs}
        for number in self._summary.records:
            before = {name for record in self._ledger.known.get(number, ()) for name, _ in record.outputs}
            for name in sorted(before - current):
                old = inside(self._folder.units, name)
                on_disk = sha256_of(old)
                is_read = on_disk in self._taken_over.get(number, ())
                if is_read or self._holds_answers(number, name, on_disk):
                    with contextlib.suppress(OutputError):
                        refuse_if_taken(old)
                        self._folder.set_aside(old)
                elif self._ledger.wrote(number, name, on_disk):
                    with contextlib.suppress(OutputError):
                        refuse_if_taken(old)
                        self._folder.remove(old)
                if old.exists():
                    self._summary.old_names.append(name)
