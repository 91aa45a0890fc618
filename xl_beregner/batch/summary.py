"""What a run did, unit by unit, for whoever tells it on.

How it is done is ``run``'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import Record
from xl_beregner.batch.planner import UnitPlan
from xl_beregner.errors import BeregnerError, Fault, FaultsError, OutputError


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
    kept_beside: list[Path] = field(default_factory=list)  # older files whose answers were taken over
    left_out: tuple[Fault, ...] = ()  # earlier workbooks that could not be taken over
    carried: int = 0  # how many have answers from earlier ones
    overview_error: OutputError | None = None
    calendar: Path | None = None  # the administration's, where calendar files were made
    stopped: OutputError | None = None  # why the run did not come to its end
    asked: int = 0  # how many units were to be made

    @property
    def needs_a_person(self) -> bool:
        """Whether something is left that the program must not decide."""
        left = (self.unmade, self.gone, self.old_names, self.set_aside, self.left_out)
        return any(left) or any((self.overview_error, self.stopped))

    @property
    def records(self) -> dict[str, Record]:
        """The units that are as they should be."""
        return self.made | self.kept

    def first_workbook(self) -> Path | None:
        """Point at one workbook to open first."""
        ready = sorted(self.records.values(), key=lambda record: record.unit)
        return self.folder.units / ready[0].file if ready else None


def reason(error: BeregnerError) -> str:
    """Say an error on one line."""
    if isinstance(error, FaultsError):
        return " ".join(str(fault) for fault in error.faults)
    return str(error)
