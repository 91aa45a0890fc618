"""The functions as Excel's web add-ins know them: xlwings functions made from ``specs()``.

What Excel is told of each (``functions.json``) comes from them. A call over the wire is ``wire``'s;
the measure itself is never decorated. Loading this module loads no xlwings: asking it for
functions does, and says what to install where it is missing.
"""

from __future__ import annotations

import inspect
import keyword
import os
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

from xl_beregner import texts
from xl_beregner.catalog import PREFIX, UdfSpec, specs
from xl_beregner.errors import CellError, HostError
from xl_beregner.hosts.adapter import Cell, call
from xl_beregner.hosts.arguments import argument_name
from xl_beregner.hosts.groups import GROUPS, first_sentence
from xl_beregner.hosts.reference import CATEGORY, argument_help, card
from xl_beregner.hosts.wire import answer as answer

# What our tests ran against; another version may name or send things differently.
TESTED = {"xlwings": "0.37.8", "xlwings-server": "1.20.0"}


def xlwings_server() -> Any:
    """Load xlwings' server part, which asks for its licence key.

    Raises
    ------
    HostError
        The extra is not installed, or the key is missing, run out or not valid.
    """
    try:
        version("xlwings-server")
        return import_module("xlwings.server")
    except (ModuleNotFoundError, PackageNotFoundError) as error:
        raise HostError("addin_mangler_server") from error
    except Exception as error:
        if type(error).__name__ != "LicenseError":
            raise
        missing = not os.environ.get("XLWINGS_LICENSE_KEY")
        raise HostError("addin_noegle_mangler" if missing else "addin_noegle_ugyldig") from error


def untested() -> list[tuple[str, str, str]]:
    """List the packages whose version is not the tested one: name, found, tested."""
    found = [(name, version(name), tested) for name, tested in TESTED.items()]
    return [entry for entry in found if entry[1] != entry[2]]


def functions(language: str = "da", help_address: str = "/help") -> ModuleType:
    """Make a module of xlwings functions, one for each of ours, named as in a cell.

    Its help is in the language asked; answers are in the language spoken when called. xlwings can
    run them itself (``custom_functions_call``); our server does not, for xlwings runs them one at a
    time and looks for a browser module at every cell.
    """
    server = xlwings_server()
    made = ModuleType("beregner_functions")
    with texts.speaking(language):
        for name in _listed():
            setattr(made, PREFIX + name, _wrapped(server, specs()[name], help_address))
    return made


def metadata(language: str = "da", help_address: str = "/help") -> dict[str, Any]:
    """Tell Excel which functions there are: the content of ``functions.json``.

    Excel gives the addresses of the arguments only to a function whose answer is a matrix, as all
    ours are; the client script asks for them to tell a blank cell from a zero.
    """
    told: dict[str, Any] = xlwings_server().custom_functions_meta(functions(language, help_address))
    for function in told["functions"]:
        function["options"] = {"requiresParameterAddresses": True}
    return told


def _listed() -> Sequence[str]:
    """Name all functions, in the order they are shown; what no group lists comes last."""
    grouped = [name for names in GROUPS.values() for name in names]
    return [*grouped, *(name for name in specs() if name not in grouped and _has_words(name))]


def _has_words(name: str) -> bool:
    return texts.knows(f"funktion.{name}.beskrivelse")


def _wrapped(server: Any, spec: UdfSpec, help_address: str) -> Callable[..., Any]:
    """Make one function with our arguments' Danish names and help, every argument a range."""
    names = [_identifier(argument_name(spec, p.name)) for p in spec.parameters]

    def function(*arguments: object) -> list[list[Cell]]:
        try:
            return call(spec, arguments)
        except CellError as error:
            raise import_module("xlwings").XlwingsError(str(error)) from error

    function.__name__ = function.__qualname__ = spec.excel_name
    function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [_parameter(name, p.required) for name, p in zip(names, spec.parameters, strict=True)]
    )
    function.__annotations__ = {}
    function.__doc__ = first_sentence(texts.say(f"funktion.{spec.name}.beskrivelse"))
    for name, parameter in zip(names, spec.parameters, strict=True):
        server.arg(name, doc=argument_help(spec, parameter), ndim=2, err_to_str=True)(function)
    # Last, for every argument sets the help address anew.
    record = server.func(namespace="", help_url=f"{help_address}#{spec.excel_name.lower()}")
    return record(function)  # type: ignore[no-any-return]


def _identifier(name: str) -> str:
    plain = re.sub(r"\W+", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def _parameter(name: str, required: bool) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=inspect.Parameter.empty if required else None)


def cards(language: str = "da") -> Mapping[str, Any]:
    """Gather all that is told of every function, in groups: what the task pane and help show."""
    with texts.speaking(language):
        groups = [
            {
                "id": group,
                "heading": texts.say(f"cli.functions.gruppe.{group}"),
                "functions": [_card(specs()[name], card(name)) for name in names],
            }
            for group, names in GROUPS.items()
        ]
    return {"language": language, "category": CATEGORY, "groups": groups}


def _card(spec: UdfSpec, told: Any) -> Mapping[str, Any]:
    required = [parameter.required for parameter in spec.parameters]
    return {
        "name": told.name,
        "short": first_sentence(told.description),
        "description": told.description,
        "call": told.call,
        "arguments": [
            {"name": name, "help": help_, "required": needed}
            for (name, help_), needed in zip(told.arguments, required, strict=True)
        ],
        "answer": told.answer,
        "columns": list(told.columns),
        "example": told.example,
        "errors": [{"code": code, "meaning": meaning} for code, meaning in told.errors],
    }
