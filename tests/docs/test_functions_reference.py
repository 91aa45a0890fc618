"""``docs/functions.md`` is what the functions say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from xl_beregner.catalog import specs
from xl_beregner.cli.functions_reference import markdown
from xl_beregner.cli.language import speak

DOCS = Path(__file__).parents[2] / "docs/functions.md"


@pytest.fixture(autouse=True)
def danish() -> Iterator[None]:
    yield
    speak("da")


def test_docs_functions_md_is_what_the_functions_say() -> None:
    made_by = "make it: python -m xl_beregner.cli.functions_reference > docs/functions.md"
    assert DOCS.read_text("utf-8") == markdown(), made_by


def test_every_function_has_its_section_and_every_link_leads_to_one() -> None:
    page = markdown()
    sections = re.findall(r"^### (BEREGNER_\w+)$", page, re.M)
    assert sorted(sections) == sorted(spec.excel_name for spec in specs().values())
    assert {name.lower() for name in sections} == set(re.findall(r"\]\(#(\w+)\)", page))


def test_no_table_row_has_a_cell_too_many() -> None:
    rows = [line for line in markdown().splitlines() if line.startswith("|")]
    assert rows
    assert all(row.count("|") == 3 for row in rows)
