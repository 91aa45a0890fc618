"""Programs that open or recalculate a workbook and share no code with us.

LibreOffice (forced recalculation, conversion, pictures), formulon (a second calculation engine)
and openxml-audit (the file format's rules). A program that is not installed skips the test that
needs it, naming what is missing; ``conftest.py`` turns that skip into a failure where everything
must be proved.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.structured import without_structured_references
from support.values import Address, ErrorValue, Scalar, cached_values

# 0 = always; the default trusts the values other programs cached, and would prove nothing.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

_PDF_WITH_SHEET_NAMES = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'


def require(program: str, package: str) -> str:
    """Find a program's path, or skip the test naming what to install."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is missing (apt-get install {package})")
    return found


# --- LibreOffice -------------------------------------------------------------------------------


def libreoffice_convert(
    workbooks: Sequence[Path], to: str, folder: Path, seconds_each: float = 30
) -> list[Path]:
    """Convert many workbooks in one run of LibreOffice; fails naming those it cannot open.

    Results are numbered (``0000.xlsx``), in the order asked, for the names of different folders
    may collide.
    """
    program = require("soffice", "libreoffice-calc")
    extension = to.partition(":")[0]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lo_in_") as inbox:
        numbered = [Path(inbox) / f"{n:04d}{book.suffix}" for n, book in enumerate(workbooks)]
        for book, copy in zip(workbooks, numbered, strict=True):
            shutil.copyfile(book, copy)
        own_profile = f"-env:UserInstallation={_profile().as_uri()}"
        _run(
            [
                program,
                own_profile,
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, numbered),
            ],
            timeout=60 + seconds_each * len(workbooks),
        )
    results = [folder / f"{copy.stem}.{extension}" for copy in numbered]
    failed = [str(book) for book, made in zip(workbooks, results, strict=True) if not made.exists()]
    assert not failed, f"LibreOffice could not open {', '.join(failed)}"
    return results


def libreoffice_values(workbooks: Sequence[Path]) -> list[dict[Address, Scalar]]:
    """Recalculate every formula of many workbooks in one run of LibreOffice and read all cells."""
    with tempfile.TemporaryDirectory(prefix="lo_out_") as outbox:
        return [cached_values(made) for made in libreoffice_convert(workbooks, "xlsx", Path(outbox))]


@cache
def _profile() -> Path:
    """Make this process's own LibreOffice profile, so that parallel test runs do not meet."""
    folder = Path(tempfile.mkdtemp(prefix="lo_profile_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, "utf-8")
    return folder


def _run(command: list[str], timeout: float) -> str:
    """Run a program in a group of its own, and end the whole group if it takes too long."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            output, complaints = process.communicate(timeout=timeout)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, f"{command[0]} ended with {process.returncode}: {complaints[-2000:]}"
    return output


# --- pictures ----------------------------------------------------------------------------------


def pictures(workbook: Path, folder: Path, dots_per_inch: int = 90) -> list[Path]:
    """Print a workbook as LibreOffice does and return a picture of each page, named by its sheet."""
    to_png = require("pdftoppm", "poppler-utils")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lo_pdf_") as outbox:
        (pdf,) = libreoffice_convert([workbook], _PDF_WITH_SHEET_NAMES, Path(outbox))
        _run([to_png, "-png", "-r", str(dots_per_inch), str(pdf), str(Path(outbox) / "page")], timeout=120)
        pages = sorted(Path(outbox).glob("page*.png"))
        names = _page_names(pdf, len(pages))
        return [
            Path(shutil.move(page, folder / f"{workbook.stem}_{name}.png"))
            for page, name in zip(pages, names, strict=True)
        ]


def _page_names(pdf: Path, count: int) -> list[str]:
    """Name each page ``01_Tal``, from the sheet names LibreOffice leaves as the PDF's outline."""
    reader = require("pdftohtml", "poppler-utils")
    outline = ElementTree.fromstring(_run([reader, "-xml", "-i", "-stdout", str(pdf)], timeout=120))
    starts = {int(item.get("page", "0")): (item.text or "").strip() for item in outline.iter("item")}
    names, sheet = [], "ark"
    for page in range(1, count + 1):
        sheet = starts.get(page, sheet)
        names.append(f"{page:02d}_{''.join(letter if letter.isalnum() else '_' for letter in sheet)}")
    return names


# --- formulon ----------------------------------------------------------------------------------


def formulon_values(workbook: Path) -> dict[Address, Scalar]:
    """Recalculate a workbook with formulon and read all cells that are not blank."""
    formulon = pytest.importorskip("formulon")
    book = formulon.Workbook.load(without_structured_references(workbook))
    book.recalc()
    found: dict[Address, Scalar] = {}
    for index in range(book.sheet_count()):
        name = book.sheet_name(index)
        for cell in book.iter_cells(index):
            value = _formulon_scalar(cell.value)
            if value is not None:
                found[name, cell.row + 1, cell.col + 1] = value
    return found


# formulon's own ordinals of the errors a cell can show.
_FORMULON_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")


def _formulon_scalar(value: object) -> Scalar:
    number, boolean, text, error = (
        getattr(value, part) for part in ("number", "boolean", "text", "error_code")
    )
    if error is not None:
        return ErrorValue(_FORMULON_ERRORS[error] if error < len(_FORMULON_ERRORS) else f"#error {error}")
    for part in (number, boolean, text):
        if part is not None:
            return part  # type: ignore[no-any-return]
    return None


# --- openxml-audit -----------------------------------------------------------------------------


def audit(workbook: Path) -> list[str]:
    """List what openxml-audit calls an error in a workbook."""
    return [
        str(finding) for finding in _auditor().validate(workbook).errors if finding.severity.name == "ERROR"
    ]


def audit_all(workbooks: Iterable[Path]) -> list[str]:
    """List the errors of many workbooks, each with the name of its file."""
    return [f"{book.name}: {finding}" for book in workbooks for finding in audit(book)]


@cache
def _auditor():  # type: ignore[no-untyped-def]
    openxml_audit = pytest.importorskip("openxml_audit")
    return openxml_audit.OpenXmlValidator(max_errors=0)
