"""Made workbooks become PDFs: taken as they come from the workers, several to a call of LibreOffice.

Stands between ``pool``, whose outcomes it takes, and ``run``, which gives files their names. Calling
LibreOffice is ``office``'s matter.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import uuid
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from xl_beregner.batch.office import Office, find_office, without_clock
from xl_beregner.batch.unit import Failed, Made, Outcome, Task, write_whole
from xl_beregner.batch.why import Why
from xl_beregner.errors import OutputError

# Starting LibreOffice costs as much as some ten pages; a call that fails is tried again from there.
_FILES_PER_CALL = 25
_SUFFIX = {".xlsm": ".xlsm"}  # anything else is a plain workbook, also where the PDF alone is sent

Finished = tuple[Task, Outcome]


def with_pdfs(
    outcomes: Iterable[Finished], workshop: Path, hands: int, program: str | None = None
) -> Generator[Finished]:
    """Make a PDF of every workbook that was made; the PDF lies whole under ``task.pdf``.

    A workbook of which LibreOffice makes none comes back as failed, the others as made.
    """
    office = Office(program or find_office(), workshop, hands)
    pool = ThreadPoolExecutor(hands)
    running: dict[Future[list[Finished]], None] = {}
    group: list[tuple[Task, Made]] = []
    try:
        for task, outcome in outcomes:
            if isinstance(outcome, Failed):
                yield task, outcome
                continue
            group.append((task, outcome))
            if len(group) == _FILES_PER_CALL:
                running[pool.submit(_convert, office, workshop, group)] = None
                group = []
            while len(running) > hands:
                yield from _next_done(running)
        if group:
            running[pool.submit(_convert, office, workshop, group)] = None
        while running:
            yield from _next_done(running)
    finally:
        office.stop()
        pool.shutdown(cancel_futures=True)


def _next_done(running: dict[Future[list[Finished]], None]) -> Generator[Finished]:
    done = wait(running, return_when=FIRST_COMPLETED).done
    for future in done:
        del running[future]
        yield from future.result()


def _convert(office: Office, workshop: Path, group: Sequence[tuple[Task, Made]]) -> list[Finished]:
    """Turn a group of workbooks into PDFs."""
    finished: list[Finished] = []
    copies: dict[Path, tuple[Task, Made]] = {}
    for task, made in group:
        # LibreOffice tells what a file is by its suffix, and calls the PDF as the file.
        copy = workshop.resolve() / f"{uuid.uuid4().hex}{_SUFFIX.get(Path(task.file).suffix, '.xlsx')}"
        try:
            shutil.copyfile(task.temporary, copy)
            copies[copy] = (task, made)
        except OSError as error:
            finished.append((task, _cannot_write(task, error)))
    pdfs = office.convert(list(copies))
    for copy, (task, made) in copies.items():
        finished.append((task, _keep(task, made, pdfs.get(copy), office)))
        for spent in (copy, copy.with_suffix(".pdf")):
            with contextlib.suppress(OSError):
                spent.unlink(missing_ok=True)
    return finished


def _keep(task: Task, made: Made, pdf: Path | None, office: Office) -> Outcome:
    if pdf is None:
        key = "batch_libreoffice_virker_ikke" if office.is_broken else "batch_pdf_ikke_lavet"
        return Failed(OutputError(key, fil=task.file))
    try:
        data = without_clock(pdf.read_bytes())
        write_whole(Path(task.pdf), data)
    except OSError as error:
        return _cannot_write(task, error)
    return replace(made, pdf_sha256=hashlib.sha256(data).hexdigest())


def _cannot_write(task: Task, error: OSError) -> Failed:
    return Failed(OutputError("batch_kan_ikke_skrive", fil=task.file, grund=Why.of(error)))
