"""What the screen says when something is wrong, hidden, moved or interrupted."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from openpyxl.workbook.defined_name import DefinedName

from xl_beregner.batch import shelf
from xl_beregner.batch.summary import Summary
from xl_beregner.cli import interrupt
from xl_beregner.cli.fill import tell
from xl_beregner.cli.group import counted

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
EXAMPLE = shelf.example_dataset()
WHAT = ("--year", "2026/2027", "--jobs", 1)


def fill(run: Run, out: Path, *more: object, template: object = "resultataftale") -> Result:
    return run("fill", EXAMPLE, "--out", out, "--template", template, *WHAT, *more)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Make a template with a name that lost its cell, and next to nothing else right."""
    book = openpyxl.Workbook()
    book.active["A1"] = "=INDIRECT(B2)"
    book.defined_names["felt_skole_navn"] = DefinedName("felt_skole_navn", attr_text="Sheet!$B$2")
    book.defined_names["felt_skole_nr"] = DefinedName("felt_skole_nr", attr_text="Sheet!#REF!")
    book.save(tmp_path / "egen.xlsx")
    return tmp_path / "egen.xlsx"


def errors_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("Fejl: ")]


def test_fill_stops_at_what_check_calls_an_error(run: Run, faulty: Path, tmp_path: Path) -> None:
    checked = run("check", faulty)
    filled = fill(run, tmp_path / "ud", template=faulty)
    assert (checked.exit_code, filled.exit_code) == (1, 1)
    assert errors_in(checked.output)
    assert len(errors_in(filled.stderr)) == len(errors_in(checked.output))
    assert not (tmp_path / "ud").exists()


def test_a_returned_workbook_is_no_template_for_all_schools(run: Run, tmp_path: Path) -> None:
    fill(run, tmp_path / "ud", "--unit", "101001")
    [returned] = (tmp_path / "ud/skoler").iterdir()
    for result in (run("check", returned), fill(run, tmp_path / "igen", template=returned)):
        assert result.exit_code == 1
        assert errors_in(result.output)
    assert not (tmp_path / "igen").exists()


def test_a_run_asks_the_check_before_it_reads_the_dataset(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xl_beregner.batch import card
    from xl_beregner.errors import Fault
    from xl_beregner.filling import check

    monkeypatch.setattr(card, "is_checked", lambda _: False)  # as if it were somebody's own
    warned = Fault("check_eksterne_links", {}, "warning")
    monkeypatch.setattr(check, "check_template", lambda *_: [warned, Fault("check_navn_ref", {"navn": "x"})])
    result = fill(run, tmp_path / "ud")
    assert result.exit_code == 1
    assert errors_in(result.stderr) == [f"Fejl: {Fault('check_navn_ref', {'navn': 'x'})}"]


def test_a_template_of_ours_as_it_lies_on_the_shelf_is_not_checked_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xl_beregner.errors import Fault
    from xl_beregner.filling import check

    monkeypatch.setattr(check, "check_template", lambda *_: [Fault("check_navn_ref", {"navn": "x"})])
    assert fill(run, tmp_path / "ud").exit_code == 0


def test_every_line_of_check_names_the_file(run: Run, faulty: Path) -> None:
    said = run("check", faulty).output.splitlines()
    lines = [line for line in said if line.startswith(("Fejl:", "Bemærk:"))]
    assert lines
    assert all("egen.xlsx" in line for line in lines)


def test_a_damaged_template_is_named(run: Run, tmp_path: Path) -> None:
    source = shelf.find_template("resultataftale").path
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(tmp_path / "skadet.xlsx", "w") as write:
        for member in read.infolist():
            data = read.read(member)
            write.writestr(member, data[:-30] if member.filename == "xl/workbook.xml" else data)
    for result in (
        run("check", tmp_path / "skadet.xlsx"),
        fill(run, tmp_path, template=tmp_path / "skadet.xlsx"),
    ):
        assert result.exit_code == 1
        assert "skadet.xlsx" in result.output
        assert "…" not in result.output


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--out", ""), "Skriv navnet på en mappe"),
        (("--out", " "), "Skriv navnet på en mappe"),
        (("--unit", ""), "Skriv en skoles nummer"),
        (("--unit", "101001", "--unit", " "), "Skriv en skoles nummer"),
    ],
)
def test_an_empty_value_is_refused(run: Run, tmp_path: Path, more: tuple[str, ...], sentence: str) -> None:
    result = fill(run, tmp_path / "ud", *more)
    assert result.exit_code == 2
    assert sentence in result.output
    assert not (tmp_path / "ud").exists()


def test_what_the_system_refuses_is_told_in_danish(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    result = fill(run, tmp_path / "fil/ud", "--unit", "101001")
    assert "en del af stien er en fil, ikke en mappe" in result.stderr


def test_hidden_figures_are_counted_on_the_screen(run: Run, tmp_path: Path) -> None:
    dataset = shutil.copytree(EXAMPLE, tmp_path / "datasaet")
    catalogue = (dataset / "katalog.csv").read_text("utf-8-sig")
    assert ";ja;ja;nej;ja;vaegtet_middel" in catalogue
    hiding = catalogue.replace(";ja;ja;nej;ja;vaegtet_middel", ";ja;ja;nej;nej;vaegtet_middel")
    (dataset / "katalog.csv").write_text(hiding, "utf-8")
    what = ("fill", dataset, "--template", "resultataftale", *WHAT, "--unit", "101001")
    hidden = run(*what, "--out", tmp_path / "fortrolig")
    shown = run(*what, "--out", tmp_path / "intern", "--edition", "intern")
    assert re.search(r"Bemærk: \d+ tal vises ikke", hidden.stderr)
    assert "tal vises ikke" not in shown.stderr


def test_a_slip_in_the_school_year_ends_with_2(run: Run, tmp_path: Path) -> None:
    what = ("--template", "resultataftale", "--year", "2062/2063", "--out", tmp_path / "ud")
    result = run("fill", EXAMPLE, *what)
    assert result.exit_code == 2
    assert "2062/2063" in result.stderr
    assert not (tmp_path / "ud").exists()


def test_a_workbook_set_aside_by_force_is_named(run: Run, tmp_path: Path) -> None:
    fill(run, tmp_path, "--unit", "101001")
    [file] = (tmp_path / "skoler").iterdir()
    file.write_bytes(b"the head teacher's words")
    result = fill(run, tmp_path, "--unit", "101001", "--force")
    [kept] = (tmp_path / "forvaltning/tidligere").iterdir()
    assert result.exit_code == 1
    assert f"{file.name} var ændret af nogen" in result.stderr
    assert str(kept) in result.stderr


def test_one_is_told_as_one() -> None:
    assert (counted("bemaerkning", 1), counted("bemaerkning", 0)) == ("1 bemærkning", "0 bemærkninger")


def test_a_run_that_did_not_end_is_told_after_the_failed_schools(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from xl_beregner.batch.folder import OutputFolder
    from xl_beregner.errors import OutputError

    summary = Summary(OutputFolder(tmp_path), asked=3)
    summary.stopped = OutputError("batch_ikke_afsluttet", grund="Fuldt.")
    tell(summary)
    told = capsys.readouterr()
    assert "kunne ikke afsluttes: Fuldt." in told.err
    assert "0 lavet, 0 var der i forvejen, 3 mangler." in told.out


def test_an_interruption_somebody_swallowed_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt.pass_on()
    monkeypatch.setattr(interrupt, "_received", signal.SIGINT)
    with pytest.raises(interrupt.InterruptedRun):
        interrupt.pass_on()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a Unix signal")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("seconds", [0.2, 0.35, 0.7])
def test_an_early_stop_is_a_line_for_all_processes_together(
    tmp_path: Path, seconds: float, name: str
) -> None:
    command = [sys.executable, "cli.py", "fill", str(EXAMPLE), "--out", str(tmp_path / "ud"), "--jobs", "2"]
    command += ["--template", "resultataftale", "--year", "2026/2027"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as process:
        # Not before the program listens: Python itself is still starting until then.
        while interrupted_too_early(process.pid):
            time.sleep(0.005)
        time.sleep(seconds)
        number = getattr(signal, name)
        os.killpg(process.pid, number)  # as a terminal does: to all of them
        message = process.communicate()[1].decode()
    assert process.returncode == 128 + number, message
    assert message.splitlines()[-1] == "Afbrudt. Samme kommando igen gør færdig."
    assert "Traceback" not in message
    assert not list(tmp_path.rglob("*.tmp"))


def interrupted_too_early(process: int) -> bool:
    """Tell whether a process does not catch SIGTERM yet (Linux only; elsewhere one must trust the clock)."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return False
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return not int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1
