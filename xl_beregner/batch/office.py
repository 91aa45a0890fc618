"""LibreOffice as a maker of PDFs: found, called for many files at once, given its time and no more.

Which files are to become PDFs, and where they go, is ``pdf``'s matter.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from xl_beregner.errors import HostError

_PROGRAMS = ("soffice", "libreoffice")
# Where its installers put it without telling the path.
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SECONDS_TO_START = 60.0
_SECONDS_EACH = 30.0
# So many files in a row that come to nothing, each alone, and LibreOffice itself is what is wrong.
_MOST_IN_VAIN = 3

# A clock and what is made of it, each as long as what is put in its place.
_DATE = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_IDENTITY = re.compile(rb"(?<=/ID \[ <)[0-9A-F]{32}(?=>)|(?<=\n<)[0-9A-F]{32}(?=> \])")
_CHECKSUM = re.compile(rb"(?<=/DocChecksum /)[0-9A-F]{32}")
_TRAILER = 2048


def find_office() -> str:
    """Find LibreOffice, or tell what to install."""
    for program in (*_PROGRAMS, *_PLACES):
        found = shutil.which(program)
        if found is not None:
            return found
    raise HostError("batch_libreoffice_mangler")


class Office:
    """LibreOffice, called from several threads; each call has a profile that no other uses meanwhile."""

    def __init__(self, program: str, workshop: Path, hands: int) -> None:
        self._program = program
        self._workshop = workshop.resolve()
        self._profiles: SimpleQueue[Path] = SimpleQueue()
        for number in range(hands):
            self._profiles.put(self._workshop / f"profil-{number}")
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_stopped = False
        self._has_made_any = False
        self.is_broken = False  # it starts, or not, and nothing ever comes of it

    def convert(self, files: Sequence[Path]) -> dict[Path, Path]:
        """Make a PDF beside each workbook; those of which none could be made are not in the answer.

        A file that stops LibreOffice takes what comes after it along: it is tried once more alone, and
        the others go on without it.
        """
        made: dict[Path, Path] = {}
        waiting, in_vain = list(files), 0
        while waiting and in_vain < _MOST_IN_VAIN and not (self._is_stopped or self.is_broken):
            made |= self._call(waiting)
            waiting = [file for file in waiting if file not in made]
            if waiting:
                suspect = waiting.pop(0)
                alone = self._call([suspect])
                made |= alone
                in_vain = 0 if alone else in_vain + 1
        self._has_made_any = self._has_made_any or bool(made)
        if in_vain == _MOST_IN_VAIN and not self._has_made_any:
            self.is_broken = True
        return made

    def stop(self) -> None:
        """End every call at once."""
        self._is_stopped = True
        with self._lock:
            running = list(self._running)
        for process in running:
            _kill(process)

    def _call(self, files: Sequence[Path]) -> dict[Path, Path]:
        profile = self._profiles.get()
        try:
            went_well = self._run(profile, files)
            if not went_well:  # what it left behind may be why the next call fails too
                shutil.rmtree(profile, ignore_errors=True)
        finally:
            self._profiles.put(profile)
        pdfs = {file: file.with_suffix(".pdf") for file in files}
        return {file: pdf for file, pdf in pdfs.items() if _is_whole(pdf)}

    def _run(self, profile: Path, files: Sequence[Path]) -> bool:
        command = [
            self._program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault"),
            *("--convert-to", "pdf:calc_pdf_Export", "--outdir", str(self._workshop)),
            *map(str, files),
        ]
        with self._started(command) as process:
            if process is None:
                return False
            try:
                return process.wait(_SECONDS_TO_START + _SECONDS_EACH * len(files)) == 0
            except subprocess.TimeoutExpired:
                return False

    @contextmanager
    def _started(self, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes] | None]:
        """Start LibreOffice in a group of its own: what it starts ends with it, Ctrl-C is not for it."""
        quiet = subprocess.DEVNULL
        # What it writes down on its way holds the pupils too.
        environment = os.environ | {name: str(self._workshop) for name in ("TMPDIR", "TEMP", "TMP")}
        try:
            process = subprocess.Popen(
                command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
            )
        except OSError:
            yield None
            return
        with self._lock:
            self._running.add(process)
        try:
            if self._is_stopped:
                _kill(process)
            yield process
        finally:
            _kill(process)
            with self._lock:
                self._running.discard(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_whole(pdf: Path) -> bool:
    try:
        return is_whole_pdf(pdf.read_bytes())
    except OSError:
        return False


def is_whole_pdf(data: bytes) -> bool:
    """Tell whether a PDF has its beginning and its end."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-64:]


def without_clock(data: bytes) -> bytes:
    """Take out of a PDF what makes two of the same workbook differ: its time, and the names made of it."""
    at = max(0, len(data) - _TRAILER)
    body, trailer = _DATE.sub(b"20000101000000", data[:at]), data[at:]
    trailer = _DATE.sub(b"20000101000000", trailer)
    blank = _CHECKSUM.sub(b"0" * 32, _IDENTITY.sub(b"0" * 32, trailer))
    mark = hashlib.sha256(body + blank).hexdigest()[:32].upper().encode()
    return body + _CHECKSUM.sub(mark, _IDENTITY.sub(mark, trailer))
