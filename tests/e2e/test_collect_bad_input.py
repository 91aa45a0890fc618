"""Every kind of bad file at once among real workbooks: each a line of the report, the rest collected."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from e2e.command import run
from support.values import quiet

pytestmark = pytest.mark.prove

CPR = "010190-1234"  # invented: a valid date, no person
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + "EncryptedPackage".encode("utf-16-le")


def typed(source: Path, target: Path, edits: dict[str, object]) -> None:
    with quiet():
        book = openpyxl.load_workbook(source)
        for place, value in edits.items():
            sheet, _, cell = place.partition("!")
            book[sheet][cell] = value
        book.save(target)


@pytest.fixture(scope="module")
def home(demo: Path, workbooks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All but four schools' workbooks untouched, beside nine bad files."""
    folder = tmp_path_factory.mktemp("retur")
    for book in workbooks[4:]:
        shutil.copy(book, folder)
    good = workbooks[0].read_bytes()
    (folder / "afbrudt.xlsx").write_bytes(good[: len(good) // 3])
    (folder / "laast.xlsx").write_bytes(ENCRYPTED)
    (folder / "tom.xlsx").write_bytes(b"")
    with open(folder / "stor.xlsx", "wb") as file:
        file.truncate(80_000_000)
    shutil.copy(workbooks[1], folder / "bombe.xlsx")
    with zipfile.ZipFile(folder / "bombe.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image99.png", bytes(150_000_000))
    typed(workbooks[2], folder / "nabo.xlsx", {"Forside!B8": "Nabo Kommune"})
    (folder / "billede.png").write_bytes(b"\x89PNG")
    shutil.copy(workbooks[5], folder / f"kopi {CPR}.xlsx")
    typed(workbooks[3], folder / "svar.xlsx", {"Aftale!K9": "æ" * 32_767, "Aftale!K10": f"mor til {CPR}"})
    return folder


def test_each_bad_file_is_a_line_and_all_others_are_collected(demo: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "samlet.xlsx"
    done = run("collect", str(home), "--sent", str(demo), "--out", str(out))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Hjemme: 21 af 24." in done.stdout
    lines = done.stderr.splitlines()
    for name, said in {
        "afbrudt.xlsx": "beskadiget",
        "laast.xlsx": "adgangskode",
        "tom.xlsx": "0 byte",
        "stor.xlsx": "80 MB",
        "bombe.xlsx": "pakket ud",
        "nabo.xlsx": "Nabo Kommune",
        "billede.png": "ikke en arbejdsbog",
        "kopi xxxxxx-xxxx.xlsx": "nøjagtig kopi",
        "svar.xlsx": "CPR-nummer",
    }.items():
        assert [line for line in lines if name in line and said in line], (name, done.stderr)
    assert [line for line in lines if "svar.xlsx" in line and "celle K9" in line and "32767" in line]
    # Of the first two schools nothing tells that the broken files are theirs; the third's says so itself.
    assert len([line for line in lines if "har ikke sendt" in line]) == 2
    with open(out.with_name("aftaler.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {(row["felt"], row["noegle"]) for row in rows} >= {("tiltag", "dansk")}
    assert max(len(row["vaerdi"]) for row in rows) == 32_767
    written = out.with_name("aftaler.csv").read_text("utf-8-sig") + done.stdout + done.stderr
    with zipfile.ZipFile(out) as archive:
        written += "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert CPR not in written
    assert CPR.replace("-", "") not in written


def test_collecting_again_gives_the_same_bytes(demo: Path, home: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "en" / "samlet.xlsx", tmp_path / "to" / "samlet.xlsx"]
    for out, jobs in zip(outs, ("1", "2"), strict=True):
        run("collect", str(home), "--sent", str(demo), "--out", str(out), "--jobs", jobs)
    for name in ("samlet.xlsx", "aftaler.csv", "aftalegrundlag.csv"):
        first, second = (out.with_name(name).read_bytes() for out in outs)
        assert first == second, name


def test_collecting_changes_neither_what_was_sent_nor_what_came(
    demo: Path, home: Path, tmp_path: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for folder in (demo, home) for path in folder.rglob("*")}
    run("collect", str(home), "--sent", str(demo), "--out", str(tmp_path / "samlet.xlsx"))
    assert {path: path.stat().st_mtime_ns for folder in (demo, home) for path in folder.rglob("*")} == before
    assert run("verify", str(demo)).returncode == 0
