"""What was sent to each unit, to hold against what came home: its record and the figures of its file.

A school's figures stand in the manifest. Of classes, of pupils and of a school's lists of pupils it keeps
hashes only, so theirs are read from the file that was sent; so is what any file had of macros and links when
it left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from xl_beregner.batch.collect.owners import by_owner, pupils_of
from xl_beregner.batch.collect.returned import FileRead, read_file
from xl_beregner.batch.folder import OutputFolder, inside
from xl_beregner.batch.manifest import Manifest, Record, read_manifest
from xl_beregner.batch.refused import RefusedError
from xl_beregner.errors import OutputError

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held

Column = Mapping[int, Any]  # values by their place in the list; a single value is at 0
Figures = Mapping[str, Column]  # by name
MUNICIPALITY = "felt_kommune_navn"


@dataclass(frozen=True)
class SentUnit:
    """One unit's record, and what its file held when it was sent."""

    record: Record
    kind: str
    path: Path

    def once(self) -> SentUnit:
        """Give it anew: what it reads is kept with it, and of 1,100 units would fill the memory."""
        return replace(self)

    @property
    def school(self) -> str:
        """The school's number."""
        below = "".join(f"/{part}" for part in (self.record.class_group, self.record.pupil) if part)
        return self.record.unit.removesuffix(below)

    @cached_property
    def file(self) -> FileRead:
        """Read the file as it was sent."""
        return read_file(self.path, self.record.file)

    @cached_property
    def is_there(self) -> bool:
        """Whether the file that was sent still lies there, unchanged."""
        return self.file.returned is not None and self.file.sha256 == self.record.sha256

    @cached_property
    def _kept(self) -> Mapping[str, Any]:
        """What the manifest keeps, by name; of a list of pupils its length and a hash."""
        tree: Mapping[str, Any] = orjson.loads(self.record.written)
        return {name: value for name, value in tree.items() if name.startswith("felt_")}

    @cached_property
    def written(self) -> Figures:
        """The figures of a school, as the manifest has them."""
        return {
            name: dict(enumerate(value)) if isinstance(value, list) else {0: value}
            for name, value in self._kept.items()
            if not isinstance(value, dict)
        }

    @property
    def lists(self) -> frozenset[str]:
        """Everything a school's file was filled with, by name: files with the same have the same sheets."""
        return frozenset(self._kept)

    @cached_property
    def figures(self) -> Mapping[str, Figures]:
        """The figures by the pupil whose sheet they stand on; all others under the empty name.

        Empty where nobody can tell: a class's file that no longer lies where it was sent from.
        """
        if self.kind == "skole":
            return {"": {**self.written, **self._of_pupils}}
        if not self.is_there:
            return {}
        assert self.file.returned is not None
        found = self.file.returned.figures
        return {owner: columns(held) for owner, held in by_owner(found, pupils_of(found)).items()}

    @property
    def _of_pupils(self) -> Figures:
        """A school's lists of pupils, read from its file; none where that no longer lies there."""
        tables = {name for name, value in self._kept.items() if isinstance(value, dict)}
        if not tables or not self.is_there:
            return {}
        assert self.file.returned is not None
        found = (held for held in self.file.returned.figures if f"felt_{held.table}" in tables)
        return columns(list(found))


@dataclass(frozen=True)
class Sent:
    """An output folder whose workbooks were sent."""

    manifest: Manifest
    units: Mapping[str, SentUnit]

    @property
    def calendars(self) -> frozenset[str]:
        """Give the hashes of the calendar files that went with them: nothing is written in those."""
        found = {unit.record.calendar_sha256 for unit in self.units.values()}
        return frozenset(found | {self.manifest.calendar_sha256}) - {""}

    @cached_property
    def asked(self) -> frozenset[str]:
        """Name the answers the template asks for, as the files that were sent do.

        One file tells it for all that have the same sheets: some a school has nothing for are left out.
        """
        found: dict[frozenset[str], frozenset[str]] = {}
        for unit in self.units.values():
            one = unit.once()
            names = one.lists if one.kind == "skole" else frozenset()
            if names not in found and one.is_there and one.file.returned is not None:
                found[names] = frozenset(held.name for held in one.file.returned.asked)
        return frozenset().union(*found.values())


def read_sent(path: Path) -> Sent:
    """Read what was sent; a folder that is no output folder, or unfinished, is refused."""
    folder = OutputFolder(path)
    manifest = read_manifest(folder)
    if manifest is None:
        key = "collect_sendt_ikke_faerdig" if folder.journal.exists() else "collect_intet_sendt"
        raise RefusedError(key, sti=str(path))
    if manifest.run.kind == "elev":
        raise RefusedError("collect_kun_pdf", sti=str(path))
    units = {
        record.unit: SentUnit(record, manifest.run.kind, inside(folder.units, record.file))
        for record in manifest.records
    }
    if not units:
        raise OutputError("collect_intet_at_hente", sti=str(path))
    return Sent(manifest, units)


@lru_cache(maxsize=1)
def sent_here(path: Path, sha256: str) -> Sent:
    """Read it once per process; ``sha256`` is the manifest's, as the parent saw it."""
    del sha256
    return read_sent(path)


def columns(held: Sequence[Held]) -> Figures:
    """Lay cells out by name and place."""
    found: dict[str, dict[int, Any]] = {}
    for one in held:
        found.setdefault(one.name, {})[one.row] = one.value
    return found
