"""``fill``, ``demo``, ``check``, ``verify``, ``new`` and ``templates`` on the real example."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from unit.batch.batch_fakes import contents

from xl_beregner import load_dataset
from xl_beregner.batch import shelf
from xl_beregner.batch.values import hash_of
from xl_beregner.fields import school_fields

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
EXAMPLE = shelf.example_dataset()


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Copy the example, to spoil or correct."""
    return shutil.copytree(EXAMPLE, tmp_path / "datasaet")


def fill(run: Run, dataset: Path, out: Path, *more: object) -> Result:
    what = ("--template", "resultataftale", "--year", "2026/2027", "--jobs", 1)
    return run("fill", dataset, "--out", out, *what, *more)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_demo_makes_24_workbooks_and_says_what_to_open(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    result = run("demo", "--out", out)
    assert result.exit_code == 0, result.output
    workbooks = sorted((out / "skoler").glob("*.xlsx"))
    assert len(workbooks) == 24
    assert f"Åbn først {workbooks[0]}" in result.stdout
    assert str(out / "forvaltning/oversigt.xlsx") in result.stdout
    assert "Tid: " in result.stdout
    assert "24 af 24 arbejdsbøger" in result.stderr
    assert run("verify", out).exit_code == 0
    assert run("check", out).exit_code == 0


def test_the_overview_has_a_row_and_a_working_link_for_every_school(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, out, "--unit", "101001", "--unit", "101003")
    sheet = openpyxl.load_workbook(out / "forvaltning/oversigt.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][:3] == ["Skole nr.", "Skole", "Status"]
    assert [row[0] for row in rows[1:]] == ["101001", "101003"]
    link = sheet.cell(5, 6).hyperlink.target
    assert (out / "forvaltning" / link).resolve() == out / "skoler/101001_den-classenske-legatskole.xlsx"
    assert sheet.freeze_panes == "C5"


def test_the_manifest_tells_no_clock_and_no_place(run: Run, dataset: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        fill(run, dataset, tmp_path / name, "--unit", "101001")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    text = (tmp_path / "a/forvaltning/manifest.json").read_text("utf-8")
    assert str(tmp_path) not in text
    [record] = json.loads(text)["files"]
    assert record["template"] == "resultataftale"
    assert record["template_version"]
    assert record["written"]["felt_skole_navn"] == "Den Classenske Legatskole"


def test_a_corrected_figure_makes_that_school_again(run: Run, dataset: Path, tmp_path: Path) -> None:
    chosen = ("--unit", "101001", "--unit", "101003")
    fill(run, dataset, tmp_path / "ud", *chosen)
    # Above the school in the list of the middle of the others, so that nobody else's figures move.
    replace(dataset / "skoler.csv", "101001;Den Classenske Legatskole", "101001;Den Nye Skole")
    result = fill(run, dataset, tmp_path / "ud", *chosen)
    assert "1 lavet, 1 var der i forvejen, 0 mangler." in result.stdout
    assert sorted(contents(tmp_path / "ud/skoler")) == [
        "101001_den-nye-skole.xlsx",
        "101003_nyboder-skole.xlsx",
    ]
    assert run("verify", tmp_path / "ud").exit_code == 0


def test_another_municipality_in_the_same_folder_is_refused(run: Run, dataset: Path, tmp_path: Path) -> None:
    fill(run, dataset, tmp_path / "ud", "--unit", "101001")
    before = contents(tmp_path / "ud")
    replace(dataset / "indstillinger.csv", "kommune_navn;København", "kommune_navn;Frederiksberg")
    replace(dataset / "indikatorer.csv", "København;", "Frederiksberg;") if "København;" in (
        dataset / "indikatorer.csv"
    ).read_text("utf-8-sig") else None
    result = fill(run, dataset, tmp_path / "ud", "--unit", "101001")
    assert result.exit_code == 2
    assert "indeholder en kørsel for København, ikke Frederiksberg" in result.stderr
    assert contents(tmp_path / "ud") == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--unit", "10100"], "Ikke i datasættet: 10100. Mente du 101"),
        (["--template", "resultat"], "Ingen skabelon hedder ”resultat”. Mente du resultataftale?"),
        (["--template", "min/egen.xlsx"], "Skabelonen min/egen.xlsx findes ikke."),
    ],
)
def test_what_the_command_has_wrong_ends_with_2(
    run: Run, tmp_path: Path, more: list[str], sentence: str
) -> None:
    result = fill(run, EXAMPLE, tmp_path / "ud", *more)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (tmp_path / "ud").exists()


def test_an_unwritable_folder_ends_with_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    result = fill(run, EXAMPLE, tmp_path / "fil/ud")
    assert result.exit_code == 2
    assert f"Mappen {tmp_path / 'fil/ud'} kan der ikke skrives i" in result.stderr


def test_every_fault_of_a_dataset_is_a_line_and_nothing_is_made(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    with open(dataset / "indikatorer.csv", "a", encoding="utf-8") as file:
        file.write("999999;2024/2025;karaktergennemsnit;7,3\n101001;2024/2025;dansk;mange\n")
    for result in (fill(run, dataset, tmp_path / "ud"), run("check", dataset)):
        assert result.exit_code == 1
        lines = [line for line in result.output.splitlines() if line.startswith("Fejl: ")]
        assert len(lines) >= 2
        assert any("999999" in line for line in lines)
        assert any("mange" in line for line in lines)
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)]
)
def test_a_template_that_is_no_workbook_is_told_in_a_line(run: Run, tmp_path: Path, content: bytes) -> None:
    template = tmp_path / "skabelon.xlsx"
    template.write_bytes(content)
    result = fill(run, EXAMPLE, tmp_path / "ud", "--template", template)
    assert result.exit_code == 1
    assert result.stderr.startswith("Fejl: ")
    assert not (tmp_path / "ud").exists()


def test_a_template_that_asks_for_an_unknown_field_stops_the_run_at_once(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.defined_names["felt_skole_navnet"] = openpyxl.workbook.defined_name.DefinedName(
        "felt_skole_navnet", attr_text="Sheet!$B$2"
    )
    book.save(tmp_path / "skabelon.xlsx")
    result = fill(run, EXAMPLE, tmp_path / "ud", "--template", tmp_path / "skabelon.xlsx")
    assert result.exit_code == 1
    assert "skole_navn" in result.stderr
    assert not (tmp_path / "ud").exists()


def test_a_file_open_in_excel_is_named_and_the_rest_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ud/skoler").mkdir(parents=True)
    (tmp_path / "ud/skoler/~$101001_den-classenske-legatskole.xlsx").touch()
    result = fill(run, EXAMPLE, tmp_path / "ud", "--unit", "101001", "--unit", "101003")
    assert result.exit_code == 1
    assert "Fejl: 101001 Den Classenske Legatskole blev ikke lavet:" in result.stderr
    assert "er åben i et andet program" in result.stderr
    assert "1 lavet, 0 var der i forvejen, 1 mangler." in result.stdout


def test_the_shelf_is_listed_shown_and_copied(run: Run, tmp_path: Path) -> None:
    listed = run("templates").output
    assert re.search(r"^resultataftale +da +skole +[\d.]+ +Resultataftale: Skolens tal", listed, re.MULTILINE)
    assert run("templates", "list").output == listed
    shown = run("templates", "show", "resultataftale").output
    assert "Én arbejdsbog til hver skole." in shown
    assert re.search(r"Arket Forside\n  felter: .*skole_navn", shown)
    assert re.search(
        r"listen aftale \(tabel, vokser selv\): .*\n    ved siden af skriver skolen: .*tiltag", shown
    )
    copied = run("templates", "copy", "resultataftale", tmp_path)
    assert copied.exit_code == 0
    assert (tmp_path / "resultataftale.xlsx").exists()
    again = run("templates", "copy", "resultataftale", tmp_path)
    assert again.exit_code == 2
    assert "findes allerede" in again.output


def test_a_shelf_inside_the_package_goes_before_the_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xl_beregner.__file__", str(tmp_path / "xl_beregner/__init__.py"))
    (tmp_path / "workbooks").mkdir()
    assert shelf.workbooks() == tmp_path / "workbooks"
    (tmp_path / "xl_beregner/workbooks").mkdir(parents=True)
    assert shelf.workbooks() == tmp_path / "xl_beregner/workbooks"


@pytest.mark.parametrize("what", ["resultataftale", shelf.find_template("resultataftale").path, EXAMPLE])
def test_what_comes_along_is_in_order(run: Run, what: object) -> None:
    result = run("check", what)
    assert result.exit_code == 0, result.output
    assert "er i orden" in result.output


def test_check_tells_what_it_cannot_find(run: Run) -> None:
    result = run("check", "findes/ikke")
    assert result.exit_code == 2
    assert "findes/ikke er hverken en fil, en mappe eller navnet på en skabelon." in result.output


def test_a_new_dataset_is_made_once(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "nyt").exit_code == 0
    assert list((tmp_path / "nyt").glob("*.xlsx"))
    assert run("new", tmp_path / "nyt").exit_code == 1


def test_a_bug_keeps_its_traceback(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("xl_beregner.batch.plan.plan_run", break_down)
    with pytest.raises(ZeroDivisionError):
        fill(run, EXAMPLE, tmp_path)


def kinds(value: object) -> set[type]:
    if isinstance(value, Mapping):
        return set().union(*map(kinds, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return set().union(*map(kinds, value))
    return {type(value)}


def test_fields_hold_no_numpy_number_that_would_make_a_worker_load_numpy() -> None:
    source = school_fields(load_dataset(EXAMPLE), "2026/2027", "fortrolig")
    found = set().union(*(kinds(source.fields(unit.number)) for unit in source.units))
    assert {kind.__module__ for kind in found} <= {"builtins", "datetime"}


def test_the_inputs_of_a_file_tell_a_date_from_its_text() -> None:
    assert hash_of({"a": datetime.date(2026, 8, 1)}) != hash_of({"a": "2026-08-01"})
    assert hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})


def test_a_terminal_sees_a_bar_with_count_and_time_left(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a terminal to pretend")
    command = [sys.executable, "cli.py", "fill", str(EXAMPLE), "--out", str(tmp_path / "ud")]
    ours, theirs = pty.openpty()
    what = ["--template", "resultataftale", "--year", "2026/2027"]
    with subprocess.Popen([*command, *what], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # Linux says EIO when the other side is closed
            while piece := os.read(ours, 65536):
                seen += piece
        output = process.communicate()[0]
    os.close(ours)
    assert process.returncode == 0
    assert b"24/24" in seen
    assert re.search(rb"\d:\d\d:\d\d", seen)
    assert b"24 lavet" in output


@pytest.mark.prove
@pytest.mark.skipif(sys.platform == "win32", reason="sends a Unix signal")
def test_ctrl_c_ends_in_a_line_and_the_same_command_finishes(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    command = [sys.executable, "cli.py", "fill", str(EXAMPLE), "--out", str(out), "--jobs", "2"]
    command += ["--template", "resultataftale", "--year", "2026/2027"]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None and not (out / "forvaltning/igangvaerende.jsonl").exists():
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        message = process.communicate()[1].decode()
    assert process.returncode == 130, message
    assert "Afbrudt. Samme kommando igen gør færdig." in message
    assert "Traceback" not in message
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    assert len(list((out / "skoler").glob("*.xlsx"))) == 24


PLAIN_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def rewrite(source: Path, target: Path, part: str, old: bytes, new: bytes) -> None:
    """Copy a workbook with one part changed."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        for member in read.infolist():
            data = read.read(member)
            assert member.filename != part or old in data
            write.writestr(member, data.replace(old, new) if member.filename == part else data)


HOSTILE = {
    "101001": "A/S & <b>Søn</b>",
    "101003": "Skole 🎉",
    "101005": "x" * 200,
    "101007": '=HYPERLINK("http://a")',
}


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_hostile_school_names_come_through_whole(run: Run, dataset: Path, tmp_path: Path) -> None:
    lines = (dataset / "skoler.csv").read_text("utf-8-sig").splitlines()
    rows = [line.split(";") for line in lines]
    for row in rows:
        row[1] = '"' + HOSTILE.get(row[0], row[1]).replace('"', '""') + '"'
    (dataset / "skoler.csv").write_text("\n".join(";".join(row) for row in rows), "utf-8")
    chosen = [argument for number in HOSTILE for argument in ("--unit", number)]
    result = fill(run, dataset, tmp_path / "ud", *chosen)
    assert result.exit_code == 0, result.output
    files = sorted(path.name for path in (tmp_path / "ud/skoler").iterdir())
    assert files == [
        "101001_a-s-b-soen-b.xlsx",
        "101003_skole.xlsx",
        f"101005_{'x' * 60}.xlsx",
        "101007_hyperlink-http-a.xlsx",
    ]
    overview = openpyxl.load_workbook(tmp_path / "ud/forvaltning/oversigt.xlsx").active
    shown = {row[0].value: row[1] for row in overview.iter_rows(min_row=5)}
    assert {number: cell.value for number, cell in shown.items()} == HOSTILE
    assert {cell.data_type for cell in shown.values()} == {"s"}
    for number, file in zip(HOSTILE, files, strict=True):
        book = openpyxl.load_workbook(tmp_path / "ud/skoler" / file)
        name = book.defined_names["felt_skole_navn"]
        [(sheet, cell)] = name.destinations
        assert book[sheet][cell].value == HOSTILE[number]
        assert book[sheet][cell].data_type == "s"


def test_a_template_with_macros_keeps_its_suffix(run: Run, tmp_path: Path) -> None:
    template = tmp_path / "Egen.XLSM"
    source = shelf.find_template("resultataftale").path
    rewrite(source, template, "[Content_Types].xml", PLAIN_WORKBOOK, WITH_MACROS)
    result = fill(run, EXAMPLE, tmp_path / "ud", "--template", template, "--unit", "101001")
    assert result.exit_code == 0, result.output
    assert [path.suffix for path in (tmp_path / "ud/skoler").iterdir()] == [".xlsm"]
    assert run("verify", tmp_path / "ud").exit_code == 0


@pytest.mark.parametrize("edition", ["intern", "bestyrelse", "offentlig"])
def test_every_edition_can_be_made(run: Run, tmp_path: Path, edition: str) -> None:
    result = fill(run, EXAMPLE, tmp_path / "ud", "--edition", edition, "--unit", "101001")
    assert result.exit_code == 0, result.output
    assert run("verify", tmp_path / "ud").exit_code == 0
