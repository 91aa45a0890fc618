"""What is told of a function: its description, arguments, answer, example and errors.

The page of functions, the command line, Excel's function wizard, Calc's and the task pane all tell
what is gathered here. Words come from ``texts``, arguments from ``catalog``; which functions there
are, in order, stands in ``groups``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
from xl_beregner.catalog import Kind, Parameter, UdfSpec, specs
from xl_beregner.hosts.arguments import argument_name, may_be_blank
from xl_beregner.texts import blanks, say

CATEGORY = "Beregner"

# What Excel shows for each kind of error, by the name measures' docstrings give it.
_CODES = {
    "MissingValueError": "mangler",
    "CellTypeError": "vaerdi",
    "ShapeError": "form",
    "ValueRangeError": "umulig",
    "UnknownFunctionError": "navn",
}


@dataclass(frozen=True, slots=True)
class Card:
    """All that is told of one function, in the language spoken now."""

    name: str
    call: str
    description: str
    arguments: tuple[tuple[str, str], ...]
    answer: str
    columns: tuple[str, ...]
    example: str
    errors: tuple[tuple[str, str], ...]


def card(name: str) -> Card:
    """Gather what is told of a function."""
    spec = specs()[name]
    own = f"funktion.{name}"
    return Card(
        name=spec.excel_name,
        call=_call(spec),
        description=say(f"{own}.beskrivelse"),
        arguments=tuple(
            (argument_name(spec, parameter.name), argument_help(spec, parameter))
            for parameter in spec.parameters
        ),
        answer=say(f"cli.functions.svar.{spec.each.value}"),
        columns=tuple(_columns(spec)),
        example=say(f"{own}.eksempel"),
        errors=tuple(_errors(spec)),
    )


def _call(spec: UdfSpec) -> str:
    names = (
        argument_name(spec, p.name) if p.required else f"[{argument_name(spec, p.name)}]"
        for p in spec.parameters
    )
    return f"{spec.excel_name}({'; '.join(names)})"


def argument_help(spec: UdfSpec, parameter: Parameter) -> str:
    """Tell an argument's help, the words or headings it takes, and whether it may be left out."""
    told = [say(f"funktion.{spec.name}.argument.{parameter.name}.hjaelp")]
    options = parameter.options if parameter.kind is Kind.CHOICE else ()
    words = [say(f"valg.{word}").partition("|")[0] for word in options]
    if not all(re.search(rf"\b{re.escape(word)}\b", told[0]) for word in words):
        told.append(say("cli.functions.et_af", ord=words))
    if parameter.kind is Kind.TABLE:
        headings = [say(f"overskrift.{key}").partition("|")[0] for key in parameter.options]
        told.append(say("cli.functions.kolonner", ord=headings))
    if not parameter.required:
        told.append(say("cli.functions.kan_udelades"))
    return " ".join(told)


def _columns(spec: UdfSpec) -> Iterator[str]:
    names = [say(f"funktion.{spec.name}.kolonne.{name}") for name, _ in spec.returns]
    if spec.value_or_words:
        yield say("cli.functions.eller", foerste=names[0], anden=names[1])
        return
    for told, (_, kind) in zip(names, spec.returns, strict=True):
        yield say("cli.functions.flere", kolonne=told) if kind is Kind.COLUMNS else told


def _errors(spec: UdfSpec) -> Iterator[tuple[str, str]]:
    """Tell in plain words which errors a cell may show: the docstring says which, texts say why."""
    raised = (spec.function.__doc__ or "").partition("Raises\n")[2].partition("Notes\n")[0]
    must = [argument_name(spec, p.name) for p in spec.parameters if p.required and not may_be_blank(spec, p)]
    for error, word in _CODES.items():
        # Whatever the function itself does: every argument is read before it is asked.
        if error in raised or word in ("mangler", "vaerdi"):
            key = f"cli.functions.fejl.{word}"
            facts: dict[str, Any] = {"argumenter": must} if blanks(key) else {}
            yield say(f"cli.functions.kode.{word}"), say(key, **facts)
