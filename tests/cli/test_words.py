"""The screen's language: help, errors and click's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from xl_beregner import texts
from xl_beregner.cli.group import COMMANDS
from xl_beregner.cli.language import choose_language

Run = Callable[..., Result]

# click's own words that would stand out in a Danish or Swedish help.
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show this|Try|Error|Missing|Invalid|No such|required|default|does not)\b"
)


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "da"),
        ([], {"LANG": "C.UTF-8"}, "da"),
        ([], {"LANG": "sv_SE.UTF-8"}, "sv"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "da_DK", "LANG": "sv_SE"}, "da"),
        ([], {"LC_ALL": "", "LANG": "sv_SE"}, "sv"),
        ([], {"LANG": "de_DE.UTF-8"}, "da"),
        (["--lang", "sv"], {"LANG": "en_GB"}, "sv"),
        (["--help", "--lang", "sv"], {}, "sv"),
        (["fill", "x", "--lang=en"], {}, "en"),
        (["fill", "--lang"], {}, "da"),
        (["--lang", "tysk"], {"LANG": "sv_SE"}, "sv"),
        (["check", "--", "--lang", "sv"], {}, "da"),
    ],
)
def test_the_language_is_asked_for_or_the_locales_or_danish(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose_language(arguments, environment) == language


@pytest.mark.parametrize("command", [(), *[(name,) for name in COMMANDS], ("templates", "show")])
@pytest.mark.parametrize("language", ["da", "sv"])
def test_no_help_mixes_in_english(run: Run, language: str, command: tuple[str, ...]) -> None:
    result = run("--lang", language, *command, "--help")
    assert result.exit_code == 0
    assert not ENGLISH.search(result.output), result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fil"], "Kommandoen 'fil' findes ikke. Mente du 'fill'?"),
        (["fill", "--frce"], "Valget '--frce' findes ikke. Mente du '--force'?"),
        (["fill"], "Der mangler"),
        (["fill", "."], "Der mangler valget"),
        (["verify", "/findes/ikke"], "findes ikke"),
        (["verify", ".", "b"], "Et argument for meget (b)"),
        (["fill", ".", "--jobs", "nul"], "”nul” er ikke et helt tal fra 1 og op."),
        (["fill", ".", "--edition", "x"], "'x' er ikke et af 'intern'"),
        (["fill", ".", "--template", "x", "--out", "x", "--year", "snart"], "er ikke et skoleår"),
        (["fill", ".", "--template", "x", "--out", "x", "--year", ""], "Skriv et skoleår"),
        (["--lang", "xx"], "'xx' er ikke et af"),
        (["templates", "nej"], "findes ikke"),
    ],
)
def test_wrong_use_is_told_in_danish_and_ends_with_2(run: Run, arguments: list[str], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Fejl: " in result.output
    assert not ENGLISH.search(result.output), result.output


def test_every_translated_word_is_one_click_says() -> None:
    source = "\n".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    said = {key.removeprefix("cli.click.") for key in texts.words("da") if key.startswith("cli.click.")}
    capital = {"Path", "File", "Directory"}  # click writes these with .title()
    missing = [word for word in said - capital if word.replace("\n\t", "\\n\\t") not in source]
    assert not missing


def test_a_program_without_arguments_shows_its_help(run: Run) -> None:
    assert "Begynd med: xl-beregner demo" in run().output


def test_the_version_is_shown(run: Run) -> None:
    assert re.fullmatch(r"xl-beregner \d+\.\d+\.\d+\S*\n", run("--version").output)
