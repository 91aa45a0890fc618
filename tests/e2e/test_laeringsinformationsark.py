"""`laeringsinformationsark` printed by LibreOffice: one page of figures, one of words; last year's beside."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from e2e.command import run
from support.engines import pictures
from support.values import quiet

from workbooks.build.kit.look import Book
from workbooks.build.laeringsinformationsark import NAME
from xl_beregner.batch.shelf import example_of

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

SCHOOLS = ("101005", "101029")  # one with every figure, one with few
LAST = "Læsebånd i 4.-6. klasse, med fælles logbog og opfølgning i teamet hver anden uge."


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Fill it for two schools, one of which answered last year."""
    example = example_of(NAME)
    assert example is not None
    folder = tmp_path_factory.mktemp(NAME)
    shutil.copytree(example[0], folder / "data")
    answered = f"{SCHOOLS[0]};;2025/2026;{NAME};;;fremad_skole_1_goer;{LAST}"
    heads = "skole_nr;klasse;skoleaar;skabelon;tabel;noegle;felt;vaerdi"
    (folder / "data" / "aftaler.csv").write_text(f"{heads}\n{answered}\n", "utf-8")
    units = [part for school in SCHOOLS for part in ("--unit", school)]
    done = run("fill", str(folder / "data"), "--template", NAME, "--year", example[1], "--out",
               str(folder / "ud"), *units)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted((folder / "ud" / "skoler").glob("*.xlsx"))


def test_each_sheet_is_one_page(books: list[Path], tmp_path: Path, needs_libreoffice: str) -> None:
    for book in books:
        printed = [page.stem.removeprefix(f"{book.stem}_") for page in pictures(book, tmp_path, 20)]
        assert printed == ["01_Forside", "02_Informationsark", "03_Feedback_og_feed_forward", "04_Om_tallene"]


def test_what_was_agreed_last_stands_beside_what_is_next(books: list[Path]) -> None:
    sheet = Book("faelles.da.toml", f"{NAME}.da.toml").words["dialog"]["ark"]
    shown = []
    for book in books:
        with quiet():
            opened = openpyxl.load_workbook(book)
        _, cell = opened.defined_names["felt_forrige_fremad_skole_1_goer"].attr_text.split("!")
        shown.append(opened[sheet][cell.replace("$", "")].value)
    assert shown == [LAST, None]
