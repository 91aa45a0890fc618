"""Prove an output folder against its manifest: what is missing, changed, spare or damaged.

Changes nothing but the place of files a refill kept (``verify_kept``). How the manifest comes to be is
in ``manifest``.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from xl_beregner.batch.folder import OutputFolder, inside, sha256_of
from xl_beregner.batch.manifest import Manifest, read_manifest
from xl_beregner.batch.office import is_whole_pdf
from xl_beregner.batch.refill.kept_beside import original_of
from xl_beregner.batch.refill.verify_kept import prove_kept
from xl_beregner.errors import Fault, OutputError


def is_output_folder(path: Path) -> bool:
    """Tell whether a run has written here."""
    folder = OutputFolder(path)
    return folder.manifest.exists() or folder.journal.exists()


def verify_folder(path: Path, moved: list[Path] | None = None) -> tuple[int, list[Fault]]:
    """Count the files that are as the manifest says, and tell of all that are not.

    A file kept beside its new one is moved away once all its answers are found there; ``moved`` hears where.
    """
    folder = OutputFolder(path)
    manifest = read_manifest(folder)
    if manifest is None:
        if folder.journal.exists():
            return 0, [Fault("batch_ikke_faerdig", {"sti": str(path)})]
        raise OutputError("batch_intet_manifest", sti=str(path))
    outputs = [output for record in manifest.records for output in record.outputs]
    checked = [_fault(folder.units, *output) for output in outputs]
    faults = [fault for fault in checked if fault]
    proven = len(outputs) - len(faults)
    if manifest.overview_sha256:
        overview = _fault(folder.stays, folder.overview.name, manifest.overview_sha256)
        faults += [overview] if overview else []
    if manifest.calendar_sha256:
        calendar = _fault(folder.stays, folder.calendar.name, manifest.calendar_sha256)
        faults += [calendar] if calendar else []
    kept = prove_kept(folder, manifest)
    if moved is not None:
        moved += kept.moved
    return proven, faults + _not_made(manifest) + _spare(folder, manifest) + kept.faults


def _fault(parent: Path, name: str, sha256: str) -> Fault | None:
    file = inside(parent, name)
    found = sha256_of(file)
    if found == sha256:
        return None
    facts = {"fil": f"{parent.name}/{name}"}
    if not file.exists():
        return Fault("batch_fil_mangler", facts)
    if found is None:
        return Fault("batch_fil_ulaeselig", facts)
    return Fault("batch_fil_ikke_som_skrevet" if _is_whole(file) else "batch_fil_beskadiget", facts)


def _is_whole(file: Path) -> bool:
    try:
        if file.suffix == ".ics":
            return file.read_bytes().endswith(b"END:VCALENDAR\r\n")
        if file.suffix == ".pdf":
            return is_whole_pdf(file.read_bytes())
        with zipfile.ZipFile(file) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        return False


def _not_made(manifest: Manifest) -> list[Fault]:
    return [
        Fault("batch_enhed_ikke_lavet", {"enhed": unit.unit, "navn": unit.name, "grund": unit.reason})
        for unit in manifest.missing
    ]


def _spare(folder: OutputFolder, manifest: Manifest) -> list[Fault]:
    expected = {name for record in manifest.records for name, _ in record.outputs}
    try:
        found = sorted(_below(folder.units)) if folder.units.is_dir() else []
    except OSError:
        return [Fault("batch_fil_ulaeselig", {"fil": folder.units.name})]
    return [
        Fault("batch_fil_ekstra", {"fil": f"{folder.units.name}/{name}"})
        for name in found
        if name not in expected and original_of(Path(name)) is None
    ]


def _below(units: Path) -> Iterator[str]:
    """Name every file below the folder of what is sent, as a manifest does."""
    for folder, _, names in os.walk(units, onerror=_cannot_look):
        for name in names:
            # The owner file of a workbook that is open right now is no file of the folder.
            if not name.startswith(("~$", ".~lock.")):
                yield (Path(folder) / name).relative_to(units).as_posix()


def _cannot_look(error: OSError) -> None:
    raise error
