"""The VBA project in a program that shares no code with us: LibreOffice reads, compiles and runs it.

It stands in for Excel as far as it can: it reads the compound file, the compression and the module,
and its Basic compiles the whole module before it runs any of it. It knows no DLL of Windows.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.engines import require

from xl_beregner.addin.com import wrappers
from xl_beregner.addin.com.addin_workbook import addin_workbook, module
from xl_beregner.ooxml.vba import Module, Role, write_project

pytestmark = pytest.mark.prove

SCRIPT = Path(__file__).parents[1] / "support" / "basic_in_libreoffice.py"
SYSTEM_PYTHON = "/usr/bin/python3"

ALONE = [
    ("=BEREGNER_MAAL(A1,B1)", True),
    ('=BEREGNER_MAAL(A1,"a)(b")', True),
    ("=beregner_maal('Skole (2)'!A1:A9,SUM(B1))", True),
    ('=BEREGNER_MAAL("5"" skærm)")', True),
    ("=BEREGNER_MAAL()", True),
    ("=BEREGNER_MAAL(A1)+1", False),
    ("=IFERROR(BEREGNER_MAAL(A1),0)", False),
    ("=BEREGNER_MAAL(A1)&BEREGNER_MAAL(B1)", False),
    ("=BEREGNER_MAALCHANCE(A1)", False),
    ("", False),
]
# Height of the range, its first row, the last used row of the sheet: rows that are read.
KEPT = [
    ((1048576, 1, 400), 400),
    ((1048576, 1, 1), 2),
    ((30, 5, 400), 30),
    ((100, 5, 20), 16),
    ((1, 5, 400), 1),
    ((10, 500, 400), 2),
]


def as_workbook(addin: bytes, path: Path, project: bytes | None = None) -> Path:
    """Call the add-in a workbook with macros, which is what LibreOffice opens."""
    with zipfile.ZipFile(io.BytesIO(addin)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled")
            target.writestr(name, project if project and name.endswith("vbaProject.bin") else part)
    return path


def in_libreoffice(workbook: Path, calls: list[Any], profile: Path) -> dict[str, Any]:
    """Open a workbook in a LibreOffice of its own, read its macros and make some calls."""
    program = require("soffice", "libreoffice-calc")
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, timeout=60).returncode:
        pytest.skip("python3-uno is missing (apt-get install python3-uno)")
    pipe = f"com{os.getpid()}"
    office = subprocess.Popen(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        done = subprocess.run(
            [SYSTEM_PYTHON, str(SCRIPT), pipe, str(workbook), json.dumps(calls)],
            capture_output=True, text=True, timeout=150,
        )  # fmt: skip
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("com")
    book = as_workbook(addin_workbook(), folder / "beregner.xlsm")
    calls = [["IsAlone", [formula, "BEREGNER_MAAL"]] for formula, _ in ALONE]
    # Floats: the bridge to Basic takes a small whole number for a byte and makes 0 of it.
    calls += [["KeptRows", list(map(float, arguments))] for arguments, _ in KEPT]
    calls += [["TextNoPython", []]]
    return in_libreoffice(book, calls, folder / "profile")


def test_libreoffice_reads_the_module_letter_for_letter(read: dict[str, Any]) -> None:
    assert set(read["sources"]) == {"ThisWorkbook", "Sheet1", "Beregner"}
    # It hides the attributes and says above the source that it is VBA.
    ours = module().text().split("\r\n", 1)[1].replace("\r\n", "\n").strip()
    theirs = read["sources"]["Beregner"].replace("\r\n", "\n").partition("Option VBASupport 1\n")[2].strip()
    assert theirs == ours


def test_a_function_alone_in_its_cell_is_told_from_one_inside_a_formula(read: dict[str, Any]) -> None:
    assert [bool(found) for found in read["results"][: len(ALONE)]] == [alone for _, alone in ALONE]


def test_a_range_is_read_down_to_the_last_used_row(read: dict[str, Any]) -> None:
    assert read["results"][len(ALONE) : -1] == [rows for _, rows in KEPT]


def test_a_sentence_of_the_bridge_has_its_danish_letters(read: dict[str, Any]) -> None:
    assert "få forbindelse" in read["results"][-1]


def test_a_module_that_does_not_compile_is_refused(tmp_path: Path) -> None:
    """Or else the answers above would say nothing of the rest of the module."""
    broken = Module(wrappers.MODULE, wrappers.source() + "\nPublic Sub Broken()\n    If 1 Then\nEnd Sub\n")
    project = write_project(
        wrappers.PROJECT,
        "{5E1B7C52-9C0B-4B5E-8B0F-6A3D2F9E4C11}",
        [Module("ThisWorkbook", "", Role.WORKBOOK), Module("Sheet1", "", Role.SHEET), broken],
    )
    book = as_workbook(addin_workbook(), tmp_path / "broken.xlsm", project)
    (found,) = in_libreoffice(book, [["KeptRows", [3.0, 1.0, 3.0]]], tmp_path / "profile")["results"]
    assert found != 3
