"""Where what was collected is written: the workbook, both tables beside it, and nothing of a school's.

What stands in them is told by ``collected_book`` and ``tables``, how an older file is kept by
``keep_aside``.
"""

from __future__ import annotations

from pathlib import Path

from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.returned import EARLIER, read_file
from xl_beregner.batch.collect.tables import ANSWERS_FILE, BASIS_FILE, text_files
from xl_beregner.batch.folder import UNITS, refuse_if_taken
from xl_beregner.batch.keep_aside import write_keeping
from xl_beregner.batch.refused import RefusedError

_TABLES = (ANSWERS_FILE, BASIS_FILE)


def output_files(out: Path) -> list[Path]:
    """Name all that is ours beside a result: workbook, tables, and older ones that were kept."""
    files = [out, *(out.with_name(name) for name in _TABLES)]
    kept = [name for file in files for name in file.parent.glob(f"{file.stem}{EARLIER}*{file.suffix}")]
    return [*files, *kept]


def refuse_out(out: Path, folder: Path, sent: Path) -> None:
    """Refuse a place that is no workbook, or is what somebody sent, before anything is read."""
    if out.suffix.lower() != ".xlsx":
        raise RefusedError("cli_collect_fil", fundet=out.name)
    place = out.resolve()
    if (sent / UNITS).resolve() in place.parents or _is_a_schools(place, folder):
        raise RefusedError("collect_ud_er_svar", sti=str(out))
    for file in (out, *(out.with_name(name) for name in _TABLES)):
        refuse_if_taken(file)


def _is_a_schools(place: Path, folder: Path) -> bool:
    """Tell a workbook that came home from one that was collected before."""
    if folder.resolve() not in place.parents or not place.exists():
        return False
    returned = read_file(place).returned
    return returned is not None and "xb_skabelon" in returned.properties


def write_files(collected: Collected, out: Path) -> dict[Path, Path]:
    """Write all files; what lay there with another content is kept, and told under its new name."""
    from xl_beregner.batch.books.collected_book import collected_book

    files = {out: collected_book(collected, out)}
    files |= {out.with_name(name): data for name, data in text_files(collected).items()}
    kept = {path: write_keeping(path, data) for path, data in files.items()}
    return {path: older for path, older in kept.items() if older is not None}
