"""``xl-beregner functions``: the list, one function in full, a near miss, each language."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import Result

from xl_beregner.catalog import specs
from xl_beregner.cli.group import WRONG_USE
from xl_beregner.cli.language import speak
from xl_beregner.hosts import engine
from xl_beregner.hosts.groups import GROUPS, first_sentence
from xl_beregner.hosts.reference import card
from xl_beregner.texts import LANGUAGES

assert engine  # it fills the catalogue
NAMES = [name for names in GROUPS.values() for name in names]

Run = Callable[..., Result]


def test_every_function_stands_in_one_group() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert set(NAMES) == set(specs())


@pytest.mark.parametrize("language", LANGUAGES)
def test_alone_it_lists_every_function_by_group(run: Run, language: str) -> None:
    shown = run("functions", "--lang", language)
    assert shown.exit_code == 0
    listed = re.findall(r"^  ([A-Z]+)\b", shown.output, re.M)
    assert listed == [name for name in NAMES if name in specs()]
    assert len(re.findall(r"^\S[^.]*:$", shown.output, re.M)) == len(GROUPS)


@pytest.mark.parametrize("typed", ["FREMGANG", "fremgang", "BEREGNER_FREMGANG", "=beregner_Fremgang"])
def test_a_name_is_found_with_or_without_prefix_in_any_case(run: Run, typed: str) -> None:
    shown = run("functions", typed)
    assert shown.exit_code == 0
    assert shown.output.startswith("=BEREGNER_FREMGANG(før; efter; målefejl før; målefejl efter; [forventet]")


def test_one_function_is_told_in_full(run: Run) -> None:
    shown = " ".join(run("functions", "STATUS").output.split())
    for told in (
        "Om et resultat ligger på målet",
        "ned, hvis mindre er bedre. Tom: op. (Kan udelades.)",
        "En række for hver række i argumenterne",
        "- sikkerhed",
        "=BEREGNER_STATUS(7,4;0,2;7,5)",
        "#I/T",
        "helt tomt: resultat, mål.",
        "#NUM!",
    ):
        assert told in shown, told


def test_the_words_a_choice_takes_are_told_once(run: Run) -> None:
    assert "Et af: lærer, leder, forælder, elev, politiker." in " ".join(
        run("functions", "forklar").output.split()
    )
    assert "Et af:" not in run("functions", "ENIGHED").output


def test_a_hidden_figure_is_one_column_not_two(run: Run) -> None:
    assert "- værdi eller begrundelse\n" in run("functions", "SKJUL").output


def test_letters_that_excel_names_lack_are_understood(run: Run) -> None:
    assert run("functions", "målchance").output.startswith("=BEREGNER_MAALCHANCE(")


def test_the_chosen_language_is_spoken(run: Run) -> None:
    swedish = run("functions", "skjul", "--lang", "sv").output
    assert "värde eller skäl" in swedish
    assert "#SAKNAS!" in swedish
    assert "(May be left out.)" in run("functions", "SKJUL", "--lang", "en").output


def test_a_near_miss_is_answered_with_what_was_meant(run: Run) -> None:
    shown = run("functions", "STATUSS")
    assert shown.exit_code == WRONG_USE
    assert shown.output == "Fejl: Funktionen STATUSS findes ikke. Mente du BEREGNER_STATUS?\n"


def test_an_unknown_name_is_answered_with_where_to_look(run: Run) -> None:
    shown = run("functions", "SUM")
    assert shown.exit_code == WRONG_USE
    assert "xl-beregner functions" in shown.output


@pytest.mark.parametrize("name", sorted(specs()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_can_be_told_in_every_language(name: str, language: str) -> None:
    speak(language)
    told = card(name)
    assert all(text.strip() and "…" not in text for pair in (*told.arguments, *told.errors) for text in pair)
    assert told.columns
    assert told.example.startswith(f"=BEREGNER_{name}(")
    assert 1 <= len(first_sentence(told.description)) <= 200


def test_an_example_gives_the_required_arguments_and_no_more_than_there_are() -> None:
    for name, spec in specs().items():
        inside = card(name).example.removeprefix(f"=BEREGNER_{name}(").removesuffix(")")
        given = len(re.sub(r'"[^"]*"', "", inside).split(";"))
        required = sum(parameter.required for parameter in spec.parameters)
        assert required <= given <= len(spec.parameters), name


def test_a_description_is_cut_to_its_first_sentence() -> None:
    assert first_sentence("Hver elevs tal, fx 7,4. Mere står her.") == "Hver elevs tal, fx 7,4."
    assert first_sentence("Kun én") == "Kun én"
