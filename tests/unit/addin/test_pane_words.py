"""The words of the task pane: what its page and scripts ask for is there, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
from xl_beregner import texts
from xl_beregner.addin import pane
from xl_beregner.catalog import specs
from xl_beregner.hosts.groups import GROUPS

STATIC = Path(pane.__file__).parent / "static"
PAGE = (STATIC / "pane.html").read_text("utf-8")
SCRIPTS = "\n".join(path.read_text("utf-8") for path in (STATIC / "pane.js", *(STATIC / "pane").glob("*.js")))
FIGURES = {
    "gain", "true_score", "percentile", "mean_growth_percentile", "baseline", "shrunken", "difference",
}  # fmt: skip
# Keys made of two parts: every view has its title, every reader a name, every function a question.
MADE = r"(find|tjek|forklar)\.titel|rolle\.\w+|spoergsmaal\.[A-Z]+"


def asked() -> set[str]:
    """Every key that stands in the page or in a script, as a whole string."""
    known = set(pane.words("da"))
    said = set(re.findall(r'data-say(?:-label)?="([\w.]+)"', PAGE))
    return said | {text for text in re.findall(r'"([\w.]+)"', SCRIPTS) if text in known}


def own(language: str) -> set[str]:
    return {key.removeprefix("pane.") for key in texts.words(language) if key.startswith("pane.")}


def test_every_word_the_page_shows_is_there() -> None:
    assert set(re.findall(r'data-say(?:-label)?="([\w.]+)"', PAGE)) - own("da") == set()


def test_every_word_a_script_says_is_there() -> None:
    said = set(re.findall(r'\bsay\("([\w.]+)"', SCRIPTS))
    said |= {key for pair in re.findall(r'\bcounted\("([\w.]+)", "([\w.]+)"', SCRIPTS) for key in pair}
    assert len(said) > 30
    assert said - own("da") == set()


def test_no_word_is_there_that_nobody_says() -> None:
    assert {key for key in own("da") - asked() if not re.fullmatch(MADE, key)} == set()


def test_every_function_has_its_question() -> None:
    questions = {key.removeprefix("spoergsmaal.") for key in own("da") if key.startswith("spoergsmaal.")}
    assert questions == {name for names in GROUPS.values() for name in names}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_row_is_told_in_parentheses_that_the_pane_can_leave_out(language: str) -> None:
    problems = [text for key, text in pane.words(language).items() if key.startswith("problem.")]
    with_row = [text for text in problems if "{example" in text]
    assert len(with_row) > 20
    assert [text for text in with_row if not re.search(r" \([^()]*\{example:0\}\)\.?$", text)] == []


def test_the_strip_finds_figure_and_bounds_where_they_stand() -> None:
    script = (STATIC / "pane" / "strip.js").read_text("utf-8")
    placed = re.findall(r"BEREGNER_([A-Z]+): \{ figure: (\d), lower: (\d), upper: (\d)", script)
    assert len(placed) == 7
    for name, *places in placed:
        columns = [column for column, _ in specs()[name].returns]
        figure, lower, upper = (columns[int(place)] for place in places)
        assert (figure in FIGURES, lower, upper) == (True, "lower", "upper"), name


def test_headings_of_all_languages_are_known() -> None:
    assert {"score", "Score", "Poäng"} <= set(pane.words("en")["overskrift.score"].split("|"))


def test_no_script_or_style_stands_in_the_page() -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", PAGE) == []
