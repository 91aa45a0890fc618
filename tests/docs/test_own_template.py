"""docs/own_template.md: what its reader types makes the tests' template, what it quotes is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from support import own_template as made

from xl_beregner.cli.group import program

PAGE = Path(__file__).parents[2] / "docs" / "own_template.md"
WORDS = PAGE.read_text("utf-8")


def typed(first: int, last: int) -> str:
    """Give the page from one step to the end of another."""
    return WORDS.partition(f"## Trin {first}.")[2].partition(f"## Trin {last + 1}.")[0]


def quoted(step: int) -> list[str]:
    """Give the lines the page says the check answers with."""
    block = re.search(r"```text\n(.*?)```", typed(step, step), re.DOTALL)
    assert block is not None
    return block[1].splitlines()


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    monkeypatch.chdir(tmp_path)

    def ask(steps: int) -> list[str]:
        made.own_template(tmp_path / "fokusark.xlsx", steps)
        return CliRunner().invoke(program(), ["--lang", "da", "check", "fokusark.xlsx"]).output.splitlines()

    return ask


def test_the_words_of_step_1_are_the_templates(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made.own_template(tmp_path / "a.xlsx", 1))["Fokus"]
    found = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    told = dict(re.findall(r"`([^`]+)` i ([A-G]\d)", typed(1, 1)))
    headings = re.findall(r"`([^`]+)`", typed(1, 1).partition("fra A til G:")[2].partition("Gør dem")[0])
    expected = {cell: word for word, cell in told.items()}
    expected |= {f"{letter}8": word for letter, word in zip("ABCDEFG", headings, strict=True)}
    assert found == expected


@pytest.mark.parametrize(("step", "names"), [(2, made.FIELDS), (3, made.LIST_FIELDS)])
def test_the_names_of_a_step_are_the_templates(step: int, names: dict[str, str]) -> None:
    told = dict(re.findall(r"^\| ([A-Z]\d+(?::[A-Z]\d+)?) \| `(felt_\w+)`", typed(step, step), re.MULTILINE))
    if step == 2:
        assert told == {cell.replace("$", ""): f"felt_{name}" for cell, name in names.items()}
    else:
        assert told == {f"{column}9:{column}11": f"felt_tal__{name}" for column, name in names.items()}


def test_the_answers_and_properties_are_the_templates(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made.own_template(tmp_path / "a.xlsx"))
    answers = {name for name in book.defined_names if name.startswith("svar_")}
    assert answers == set(re.findall(r"`(svar_\w+)`", typed(5, 5).partition("1. ")[2]))
    properties = {f"`{found.name}` = `{found.value}`" for found in book.custom_doc_props.props}
    assert len(properties) == 3
    assert all(said in typed(8, 8) for said in properties)


def test_the_check_says_what_the_page_quotes(answered: Callable[[int], list[str]]) -> None:
    said = answered(2)
    assert [line for line in quoted(2) if line not in said] == []
    said = answered(8)
    assert said[: len(quoted(8))] == quoted(8)


def test_every_picture_is_there_and_small() -> None:
    pictures = re.findall(r"\]\((pictures/egen_\w+\.png)\)", WORDS)
    assert len(pictures) == 5
    assert all((PAGE.parent / name).stat().st_size < 120_000 for name in pictures)
