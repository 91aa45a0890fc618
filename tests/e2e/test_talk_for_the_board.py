"""The board's workbook of the yearly talk holds no test figure and no school's words, anywhere in the file.

Every figure of a confidential indicator in the example is changed to one nobody else has, and last year's
answers to words nobody else wrote; then every part of the package is searched for them.
"""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from e2e.command import run
from e2e.shelf import OnShelf, on_shelf
from lxml import etree
from support.parts import read_parts

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

UNIT, YEAR, LAST_YEAR = "E01", "2026/2027", "2025/2026"
NAMES = ("skoleudviklingssamtale", "smtte")
# All begin alike, as a cell has them and as a sentence rounds them: 13.37 is 13,4.
FIGURE, ROUNDED = "13.37", re.compile(r"\b13[.,][34]")
WORDS = "Kvadratisk hvalros"
ANSWERS = {
    "skoleudviklingssamtale": ("indsats_1_omraade", "samtaleaftale_1_hvad", "viden_test", "planer_status"),
    "smtte": ("smtte_1_evaluering", "smtte_1_maal", "smtte_2_tegn_1"),
}


@pytest.fixture(scope="module", params=[one for one in on_shelf() if one.name in NAMES], ids=lambda it: it.id)
def shelved(request: pytest.FixtureRequest) -> OnShelf:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def dataset(shelved: OnShelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example with test figures and earlier words that can be told from all others."""
    folder = tmp_path_factory.mktemp(shelved.name) / "data"
    shutil.copytree(shelved.dataset, folder)
    secret = {row["indikator"] for row in _rows(folder / "katalog.csv") if row["fortrolig"] == "ja"}
    assert secret
    figures = _rows(folder / "indikatorer.csv")
    for number, row in enumerate(figures):
        if row["indikator"] in secret and row["vaerdi"]:
            row["vaerdi"] = f"{FIGURE.replace('.', ',')}{number % 100:02}"
    _write(folder / "indikatorer.csv", figures)
    answers = _rows(folder / "aftaler.csv")
    blank = dict.fromkeys(answers[0], "")
    for field in ANSWERS[shelved.name]:
        of = {"skole_nr": UNIT, "skoleaar": LAST_YEAR, "skabelon": shelved.name, "felt": field}
        answers.append({**blank, **of, "vaerdi": f"{WORDS} {field}"})
    _write(folder / "aftaler.csv", answers)
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _filled(dataset: Path, shelved: OnShelf, edition: str, out: Path) -> dict[str, bytes]:
    done = run(
        "fill", str(dataset), "--template", shelved.name, "--year", YEAR, "--unit", UNIT,
        "--edition", edition, "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    [book] = (out / "skoler").glob("*.xlsx")
    return read_parts(book)


def _texts(part: bytes) -> list[str]:
    """List what cells, strings and charts hold, numbers as they are written."""
    return [found.text or "" for found in etree.fromstring(part).iter("{*}v", "{*}t", "{*}f")]


def _found(parts: dict[str, bytes]) -> tuple[set[str], set[str], set[str]]:
    """Tell which parts hold a test figure, one rounded in a sentence, and earlier words."""
    exact = {name for name, part in parts.items() if FIGURE.encode() in part}
    read = {name: _texts(part) for name, part in parts.items() if name.endswith(".xml")}
    rounded = {name for name, texts in read.items() if any(ROUNDED.search(text) for text in texts)}
    words = {name for name, part in parts.items() if WORDS.encode() in part}
    return exact, rounded, words


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_it_holds_neither_test_figures_nor_earlier_words(
    dataset: Path, shelved: OnShelf, edition: str, tmp_path: Path
) -> None:
    assert _found(_filled(dataset, shelved, edition, tmp_path / "ud")) == (set(), set(), set())


def test_the_confidential_edition_holds_both(dataset: Path, shelved: OnShelf, tmp_path: Path) -> None:
    """So the search finds what is there."""
    exact, rounded, words = _found(_filled(dataset, shelved, "fortrolig", tmp_path / "ud"))
    assert words
    assert bool(exact) is bool(rounded) is (shelved.name == "skoleudviklingssamtale")


def test_the_sheets_of_tests_are_in_the_confidential_edition_alone(
    dataset: Path, shelved: OnShelf, tmp_path: Path
) -> None:
    sheets = {}
    for edition in ("fortrolig", "bestyrelse"):
        workbook = etree.fromstring(_filled(dataset, shelved, edition, tmp_path / edition)["xl/workbook.xml"])
        sheets[edition] = {sheet.get("name") for sheet in workbook.iter("{*}sheet")}
    only = {"Test"} if shelved.name == "skoleudviklingssamtale" else set()
    assert sheets["fortrolig"] - sheets["bestyrelse"] == only
    assert not {"Test", "Progression"} & sheets["bestyrelse"]
