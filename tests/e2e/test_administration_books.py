"""The administration's books in another program: they open, say the same, and hold no error value."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.came_home import classes, collected
from support.engines import audit_all, libreoffice_convert, libreoffice_values
from support.evaluated import YEAR, municipality
from support.values import ErrorValue, Scalar, cached_values

from xl_beregner.batch.books.collected_book import collected_book
from xl_beregner.batch.books.evaluation_book import evaluation_book
from xl_beregner.batch.books.payout_book import payout_book
from xl_beregner.batch.evaluation import evaluate_year
from xl_beregner.batch.payout import payout_rule
from xl_beregner.dataset.agreements import read_agreements

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("forvaltning")
    with tempfile.TemporaryDirectory() as place:
        dataset = municipality(Path(place), 48, udbetaling="eksempel")
    found = evaluate_year(dataset, YEAR)
    files = {name: folder / f"{name}.xlsx" for name in ("samlet", "klasser", "evaluering", "loen")}
    files["samlet"].write_bytes(collected_book(collected(), files["samlet"]))
    files["klasser"].write_bytes(collected_book(classes(), files["klasser"]))
    files["evaluering"].write_bytes(evaluation_book(found))
    files["loen"].write_bytes(payout_book(found, payout_rule(dataset.settings)))
    return files


def test_the_files_are_sound(books: Mapping[str, Path]) -> None:
    assert audit_all(list(books.values())) == []


def test_libreoffice_reads_every_value_as_it_was_written(books: Mapping[str, Path]) -> None:
    for path, read in zip(books.values(), libreoffice_values(list(books.values())), strict=True):
        written = cached_values(path)
        assert len(written) > 40
        assert not [at for at, value in (*written.items(), *read.items()) if isinstance(value, ErrorValue)]
        odd = {at: (value, read.get(at)) for at, value in written.items() if not _same(value, read.get(at))}
        assert odd == {}, path.name


def _same(written: Scalar, read: Scalar) -> bool:
    if isinstance(written, float) and isinstance(read, float):
        return abs(written - read) <= 1e-12 * max(1.0, abs(written))
    return written == read


def test_every_sheet_is_printed_one_page_wide(books: Mapping[str, Path], tmp_path: Path) -> None:
    for made in libreoffice_convert(list(books.values()), "pdf", tmp_path):
        assert made.stat().st_size > 10_000


def test_what_libreoffice_saved_is_still_a_table_of_a_dataset(
    books: Mapping[str, Path], tmp_path: Path
) -> None:
    [saved] = libreoffice_convert([books["samlet"]], "xlsx", tmp_path)
    for mine, theirs in zip(read_agreements(books["samlet"]), read_agreements(saved), strict=True):
        assert mine.equals(theirs)
