"""What may be deleted and what stays, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.errors import Fault

# As a run left it; a workbook of ours outside of a run; one in a run that somebody wrote in or copied; laid
# aside by a run.
Kind = Literal["made", "loose", "written_in", "set_aside"]


@dataclass(frozen=True, slots=True)
class Item:
    """One file that goes, if it is still what it was when it was looked at."""

    path: Path
    file: str  # its name below the folder that is cleaned
    sha256: str
    unit: str
    kind: Kind
    school_year: str = ""  # of a loose one: a run's is the run's


@dataclass(frozen=True, slots=True)
class Left:
    """Something that stays, and why."""

    file: str
    why: Fault
    needs_a_person: bool = False


@dataclass(slots=True)
class OldRun:
    """An output folder whose school year is over."""

    path: Path
    name: str  # below the folder that is cleaned; blank if it is that folder
    run: RunIdentity
    items: Sequence[Item] = ()


@dataclass(slots=True)
class Found:
    """All that was found below a folder."""

    runs: list[OldRun] = field(default_factory=list)
    loose: list[Item] = field(default_factory=list)  # workbooks outside of output folders
    left: list[Left] = field(default_factory=list)
    younger: int = 0  # workbooks and output folders whose year is not over

    @property
    def items(self) -> list[Item]:
        """Every file that goes, beside the runs' own overview and manifest."""
        return [item for run in self.runs for item in run.items] + self.loose

    @property
    def needs_a_person(self) -> bool:
        """Whether something stays that should have gone."""
        return any(left.needs_a_person for left in self.left)
