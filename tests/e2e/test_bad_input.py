"""What a municipality can get wrong, through the real command: a clear message, nothing half-written.

Each case is the example dataset or a template with one thing wrong; odd but right input, such as a
school without figures or with a strange name, is in ``test_odd_schools.py``.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from e2e.command import EXAMPLE, fill

pytestmark = pytest.mark.prove

CIVIL_NUMBERS = ["070761-4285", "0707614285", "19811218-9876"]  # invented, with a valid date and check digit


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "datasaet"))


def _append(table: str, line: str) -> Callable[[Path], None]:
    def change(dataset: Path) -> None:
        path = dataset / table
        path.write_text(path.read_text("utf-8-sig").rstrip("\n") + f"\n{line}\n", "utf-8")

    return change


def _empty(dataset: Path) -> None:
    path = dataset / "indikatorer.csv"
    path.write_text(path.read_text("utf-8-sig").splitlines()[0] + "\n", "utf-8")


def _missing(dataset: Path) -> None:
    (dataset / "katalog.csv").unlink()


DATASETS = {
    "an unknown school": (
        _append("indikatorer.csv", "999999;2024/2025;fravaer_pct;5,0"),
        ["indikatorer", "999999"],
    ),
    "the same figure twice": (
        _append("indikatorer.csv", "101001;2010/2011;karaktergennemsnit;7,4"),
        ["indikatorer", "101001", "2010/2011", "karaktergennemsnit"],
    ),
    "text for a number": (
        _append("indikatorer.csv", "101001;2009/2010;karaktergennemsnit;syv komma tre"),
        ["indikatorer", "vaerdi", "syv komma tre"],
    ),
    "an empty table": (_empty, ["indikatorer"]),
    "a missing table": (_missing, ["katalog"]),
}


@pytest.mark.parametrize("case", DATASETS)
def test_a_fault_in_the_dataset_is_told_with_its_place_and_nothing_is_made(
    dataset: Path, tmp_path: Path, case: str
) -> None:
    change, told = DATASETS[case]
    change(dataset)
    done = fill(dataset, tmp_path / "ud")
    _refused(done, tmp_path / "ud")
    for word in told:
        assert word in done.stderr


@pytest.mark.parametrize("number", CIVIL_NUMBERS)
@pytest.mark.parametrize("table", ["skoler.csv", "indstillinger.csv"])
def test_a_civil_number_stops_the_run_and_is_not_repeated(
    dataset: Path, tmp_path: Path, number: str, table: str
) -> None:
    line = f"123456;Skolen {number};Amager;Folkeskole;100" if table == "skoler.csv" else f"note;{number};-"
    _append(table, line)(dataset)
    done = fill(dataset, tmp_path / "ud")
    _refused(done, tmp_path / "ud")
    assert table in done.stderr
    assert number not in done.stdout + done.stderr
    assert number.replace("-", "") not in done.stdout + done.stderr


def test_several_faults_are_told_at_once(dataset: Path, tmp_path: Path) -> None:
    for number in range(3):
        _append("indikatorer.csv", f"99999{number};2024/2025;fravaer_pct;5,0")(dataset)
    done = fill(dataset, tmp_path / "ud")
    _refused(done, tmp_path / "ud")
    assert all(f"99999{number}" in done.stderr for number in range(3))


def test_a_folder_that_cannot_be_written_is_named() -> None:
    # /proc takes no folders from anyone, the superuser included.
    done = fill(EXAMPLE, Path("/proc/ud"))
    assert done.returncode in (1, 2)
    assert "/proc/ud" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_with_another_municipality_s_run_is_left_alone(dataset: Path, tmp_path: Path) -> None:
    assert fill(EXAMPLE, tmp_path / "ud", "--unit", "101001").returncode == 0
    before = _contents(tmp_path / "ud")
    settings = dataset / "indstillinger.csv"
    settings.write_text(settings.read_text("utf-8-sig").replace("København", "Aarhus"), "utf-8")
    done = fill(dataset, tmp_path / "ud")
    assert done.returncode in (1, 2)
    assert "København" in done.stderr
    assert "Aarhus" in done.stderr
    assert _contents(tmp_path / "ud") == before


def test_a_workbook_open_in_excel_is_named_and_the_others_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "ud"
    assert fill(EXAMPLE, folder, "--unit", "101001", "--unit", "101003").returncode == 0
    (opened,) = (folder / "skoler").glob("101001_*.xlsx")
    before = opened.read_bytes()
    opened.with_name(f"~${opened.name}").write_bytes(b"\x05Leder")
    done = fill(EXAMPLE, folder, "--unit", "101001", "--unit", "101003", "--force")
    assert done.returncode == 1
    assert opened.name in done.stderr
    assert opened.read_bytes() == before
    assert len(list((folder / "skoler").glob("101003_*.xlsx"))) == 1


def _template(build: Callable[[Any, Any], None]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, value in (("xb_skabelon", "proeve"), ("xb_version", "1"), ("xb_enhed", "skole")):
        book.set_custom_property(name, value)
    build(book, book.add_worksheet("Tal"))
    book.close()
    return target.getvalue()


def _unknown_field(book: Any, _: Any) -> None:
    book.define_name("felt_skole_nvan", "=Tal!$B$2")


def _merged_slot(book: Any, sheet: Any) -> None:
    sheet.merge_range("B2:D2", "")
    book.define_name("felt_skole_navn", "=Tal!$B$2")


def _no_room(book: Any, sheet: Any) -> None:
    sheet.add_table("A4:B7", {"columns": [{"header": "noegle"}, {"header": "navn"}]})
    sheet.write("A12", "Noter")
    book.define_name("felt_tal__noegle", "=Tal!$A$5:$A$7")
    book.define_name("felt_tal__navn", "=Tal!$B$5:$B$7")


ENCRYPTED = (
    bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2048)
)
TEMPLATES = {
    "no workbook": (lambda: b"Det er et brev, ikke en arbejdsbog.", ["skabelon.xlsx"]),
    "cut short": (lambda: _template(_merged_slot)[:2000], ["skabelon.xlsx"]),
    "encrypted": (lambda: ENCRYPTED, ["skabelon.xlsx", "adgangskode"]),
    "an unknown field": (lambda: _template(_unknown_field), ["Tal", "B2", "skole_nvan", "skole_navn"]),
    "a slot on merged cells": (lambda: _template(_merged_slot), ["Tal", "B2", "felt_skole_navn"]),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_a_fault_in_the_template_is_told_with_its_place_and_nothing_is_made(
    tmp_path: Path, case: str
) -> None:
    content, told = TEMPLATES[case]
    (tmp_path / "skabelon.xlsx").write_bytes(content())
    done = fill(EXAMPLE, tmp_path / "ud", template=str(tmp_path / "skabelon.xlsx"))
    _refused(done, tmp_path / "ud")
    for word in told:
        assert word in done.stderr


def test_a_list_without_room_is_told_for_each_school_and_no_workbook_is_made(tmp_path: Path) -> None:
    (tmp_path / "skabelon.xlsx").write_bytes(_template(_no_room))
    done = fill(EXAMPLE, tmp_path / "ud", template=str(tmp_path / "skabelon.xlsx"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Tal!A12") == 24
    assert list((tmp_path / "ud" / "skoler").iterdir()) == []


def _refused(done: Any, out: Path) -> None:
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "…" not in done.stderr  # a blank in the message that nobody filled
    assert [path for path in out.rglob("*") if path.suffix in (".xlsx", ".json")] == []


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
