"""Schools that are odd but right: strange names, and one without a single figure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from e2e.command import EXAMPLE, fill
from support.engines import audit_all, formulon_values
from support.faults import package_faults
from support.parts import formula_addresses, read_parts
from support.values import cached_values, compare_values, error_cells, named_values

pytestmark = pytest.mark.prove

NAMES = {
    "900001": 'Skolen ved Åen/Nord & "Syd" <10. klasse>',
    "900002": "Skole 🎒 for alle 👩‍🏫",
    "900003": "Sankt " + "Meget Lange Navns " * 12,  # more than 200 characters
    "900004": '=HYPERLINK("http://example.org";"klik her")',
    "900005": "CON",  # a name Windows keeps for itself
    "900006": "../../etc/passwd",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("saere")
    dataset = Path(shutil.copytree(EXAMPLE, root / "datasaet"))
    schools = dataset / "skoler.csv"
    lines = [
        f'{number};"{name.replace(chr(34), 2 * chr(34))}";Amager;Folkeskole;'
        for number, name in NAMES.items()
    ]
    schools.write_text(schools.read_text("utf-8-sig").rstrip("\n") + "\n" + "\n".join(lines) + "\n", "utf-8")
    units = [part for number in NAMES for part in ("--unit", number)]
    done = fill(dataset, root / "ud", *units)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "ud"


@pytest.fixture(scope="module")
def books(folder: Path) -> dict[str, Path]:
    found = {
        path.name.partition("_")[0].partition(".")[0]: path for path in (folder / "skoler").glob("*.xlsx")
    }
    assert found.keys() == NAMES.keys()
    return found


def test_the_name_stands_as_it_is_written(books: dict[str, Path]) -> None:
    for number, name in NAMES.items():
        assert named_values(books[number])["felt_skole_navn"] == name.strip(), number


def test_file_names_are_plain_and_short(folder: Path, books: dict[str, Path]) -> None:
    for book in books.values():
        assert book.name.isascii()
        assert len(book.name) <= 110
        assert not set(book.name) & set('<>:"/\\|?* ')
    assert not (folder.parent / "etc").exists()


def test_the_workbooks_are_sound_and_their_values_right(books: dict[str, Path]) -> None:
    assert audit_all(books.values()) == []
    for number, book in books.items():
        parts, cached = read_parts(book), cached_values(book)
        assert package_faults(parts) == []
        assert error_cells(cached) == [], number
        assert compare_values(cached, formulon_values(book), addresses=formula_addresses(parts)) == [], number


def test_a_school_without_figures_says_so_and_shows_no_zero(books: dict[str, Path]) -> None:
    for number, book in books.items():
        found = named_values(book)
        assert found["felt_ingen_tal"], number
        for name in (
            "v1",
            "v2",
            "v3",
            "kommune",
            "land",
            "reference",
            "forskel",
            *(f"t{n}" for n in range(1, 9)),
        ):
            assert _figures(found, f"felt_tal__{name}") == [], (number, name)
        for name in ("seneste", "baseline", "nedre", "oevre", "maal_1", "maal_2", "maal_3"):
            assert _figures(found, f"felt_forslag__{name}") == [], (number, name)
        assert found["felt_elevtal"] is None


def _figures(found: dict[str, Any], name: str) -> list[Any]:
    return [value for value in found[name] if value is not None]
