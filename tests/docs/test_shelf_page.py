"""docs/templates.md shows the shelf as it is: every template, and pictures that are there."""

from __future__ import annotations

import re
from pathlib import Path

from xl_beregner.batch.shelf import templates

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
WORDS = PAGE.read_text("utf-8")


def test_every_template_stands_in_the_table_and_has_a_section() -> None:
    table = WORDS.partition("## Hvilken skal I bruge?")[2].partition("![")[0]
    names = {shelved.name for shelved in templates()}
    assert len(names) > 15
    in_table = set(re.findall(r"`(\w+)`", table))
    in_headings = {
        name for line in re.findall(r"^### .*$", WORDS, re.M) for name in re.findall(r"`(\w+)`", line)
    }
    assert names - in_table == set()
    assert in_table - names == set()
    assert names - in_headings == set()


def test_links_inside_the_page_lead_to_a_heading() -> None:
    headings = {_anchor(line) for line in re.findall(r"^#+ (.*)$", WORDS, re.M)}
    linked = set(re.findall(r"\]\(#([^)]+)\)", WORDS))
    assert len(linked) > 5
    assert linked - headings == set()


def _anchor(heading: str) -> str:
    """Make the name GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_picture_is_there_and_not_too_large() -> None:
    pictures = re.findall(r"\]\((pictures/[\w.]+)\)", WORDS)
    assert len(pictures) > 8
    for name in pictures:
        assert (PAGE.parent / name).stat().st_size < 160_000


def test_the_contact_sheets_show_every_template_once() -> None:
    words = (PAGE.parent / "contact_sheets.md").read_text("utf-8")
    shown = re.findall(r"\]\(pictures/kontaktark_(\w\w)_(\w+)\.png\)", words)
    # Those that ask the add-in look like the ones that do without it.
    expected = {
        (shelved.language, shelved.name)
        for shelved in templates()
        if not shelved.name.endswith("_funktioner")
    }
    assert sorted(shown) == sorted(expected)
    for language, name in shown:
        picture = PAGE.parent / "pictures" / f"kontaktark_{language}_{name}.png"
        assert picture.stat().st_size < 200_000
