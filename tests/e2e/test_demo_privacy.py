"""A school's workbook holds that school alone: no part names another school or its number."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from e2e.command import EXAMPLE
from support.parts import mentions, read_parts

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def schools() -> dict[str, str]:
    with (EXAMPLE / "skoler.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["skole_nr"]: row["skole"] for row in csv.DictReader(file, delimiter=";")}


def test_each_workbook_is_one_school_s(workbooks: list[Path], schools: dict[str, str]) -> None:
    assert [book.name.partition("_")[0] for book in workbooks] == sorted(schools)


def test_a_workbook_names_its_own_school(workbooks: list[Path], schools: dict[str, str]) -> None:
    for book in workbooks:
        number = book.name.partition("_")[0]
        found = mentions(read_parts(book), [schools[number]], [number])
        assert {line.partition(": ")[2] for line in found} == {schools[number], number}, book.name


def test_no_part_names_another_school(workbooks: list[Path], schools: dict[str, str]) -> None:
    for book in workbooks:
        own = book.name.partition("_")[0]
        numbers = schools.keys() - {own}
        # A name that is a piece of the school's own name would be found in every workbook of it.
        names = [schools[number] for number in numbers if schools[number] not in schools[own]]
        assert len(names) > 20
        assert mentions(read_parts(book), names, numbers) == [], book.name
