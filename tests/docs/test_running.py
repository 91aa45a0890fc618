"""What ``docs/running.md`` tells to write can be written: every command and option it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from xl_beregner.cli.group import COMMANDS, program
from xl_beregner.cli.logged import LoggedCommand

PAGE = (Path(__file__).parents[2] / "docs/running.md").read_text("utf-8")
# What follows a command up to the end of its line or of its code: `xl-beregner fill ... --out X`.
CALL = re.compile(r"xl-beregner(?:\.exe)? ([a-z]+)\b([^\n`]*)")
GROUPS = {"addin", "templates", "functions"}


def options(name: str) -> set[str]:
    whole = program()
    whole.prepare()
    command = whole.get_command(click.Context(whole), name)
    assert command is not None
    return {option for param in command.params for option in param.opts}


def test_every_command_and_option_it_names_is_there() -> None:
    named = [(name, set(re.findall(r"--[a-z]+", rest))) for name, rest in CALL.findall(PAGE)]
    assert len(named) > 20
    assert {name for name, _ in named} <= set(COMMANDS)
    for name in {name for name, _ in named} - GROUPS:
        used = {option for called, given in named if called == name for option in given}
        assert used <= options(name), name


def test_the_commands_with_a_log_are_those_it_names() -> None:
    [told] = re.findall(r"`--log FIL` \(ved ([^)]*)\)", PAGE)
    whole = program()
    whole.prepare()
    context = click.Context(whole)
    logged = {name for name in COMMANDS if isinstance(whole.get_command(context, name), LoggedCommand)}
    assert set(re.findall(r"`(\w+)`", told)) == logged


@pytest.mark.parametrize("heading", ["Installér", "Log", "Opbevaring og sletning", "Dataflow"])
def test_it_has_what_an_it_department_asks_for(heading: str) -> None:
    assert f"\n### {heading}\n" in PAGE
