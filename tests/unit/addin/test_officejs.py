"""What Excel is told of the functions, and that xlwings itself could run them."""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import Any

import orjson
import pytest
from support.good_cells import good

from xl_beregner import texts
from xl_beregner.catalog import Kind, specs
from xl_beregner.errors import HostError
from xl_beregner.hosts import officejs
from xl_beregner.hosts.engine import evaluate
from xl_beregner.hosts.groups import GROUPS

NAMES = [name for names in GROUPS.values() for name in names]


@pytest.fixture
def told() -> dict[str, Any]:
    return {function["id"]: function for function in officejs.metadata("da", "https://x/help")["functions"]}


def test_excel_is_told_of_every_function_once_under_its_plain_name(told: dict[str, Any]) -> None:
    listed = officejs.metadata()["functions"]
    assert sorted(function["name"] for function in listed) == sorted(f"BEREGNER_{name}" for name in NAMES)
    assert all(function["id"] == function["name"] for function in listed)


def test_every_argument_and_answer_is_a_matrix_of_anything(told: dict[str, Any]) -> None:
    for function in told.values():
        assert function["result"] == {"dimensionality": "matrix", "type": "any"}
        for parameter in function["parameters"]:
            assert (parameter["dimensionality"], parameter["type"]) == ("matrix", "any")


def test_errors_reach_the_functions_and_addresses_come_with_them(told: dict[str, Any]) -> None:
    assert officejs.metadata()["allowErrorForDataTypeAny"] is True
    assert all(f["options"] == {"requiresParameterAddresses": True} for f in told.values())


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_told_in_danish_in_order_with_what_may_be_left_out(
    name: str, told: dict[str, Any]
) -> None:
    function, spec = told[f"BEREGNER_{name}"], specs()[name]
    assert [p.get("optional", False) for p in function["parameters"]] == [
        not p.required for p in spec.parameters
    ]
    for shown, parameter in zip(function["parameters"], spec.parameters, strict=True):
        own = texts.say(f"funktion.{name}.argument.{parameter.name}.navn")
        assert shown["name"] == re.sub(r"\W+", "_", own)
        assert texts.say(f"funktion.{name}.argument.{parameter.name}.hjaelp") in shown["description"]
        if parameter.kind is Kind.CHOICE:
            for word in parameter.options:
                assert texts.say(f"valg.{word}").partition("|")[0] in shown["description"]


def test_the_help_link_leads_to_the_function(told: dict[str, Any]) -> None:
    assert told["BEREGNER_KONTROL"]["helpUrl"] == "https://x/help#beregner_kontrol"


def test_the_functions_are_told_in_the_language_asked() -> None:
    swedish = officejs.metadata("sv")["functions"]
    danish = officejs.metadata("da")["functions"]
    assert [f["id"] for f in swedish] == [f["id"] for f in danish]
    assert all(s["description"] != d["description"] for s, d in zip(swedish, danish, strict=True))
    assert texts.language() == "da"


# --- xlwings itself --------------------------------------------------------------------------------
def by_xlwings(name: str, *arguments: Any) -> Any:
    xlwings = importlib.import_module("xlwings")
    asked = {
        "client": "Office.js",
        "func_name": f"BEREGNER_{name}",
        "args": [cells if isinstance(cells, list) else [[cells]] for cells in arguments],
        "caller_address": "[Skole.xlsx]Ark1!A1",
        "version": xlwings.__version__,
        "runtime": "1.4",
        "culture_info_name": "da-DK",
        "date_format": "dd-MM-yyyy",
    }
    server = importlib.import_module("xlwings.server")
    return asyncio.run(server.custom_functions_call(asked, officejs.functions()))


def test_xlwings_runs_them_with_the_same_answer() -> None:
    spec = specs()["FREMGANG"]
    given = [good(spec, parameter) for parameter in spec.parameters]
    rows = [[[cell] for cell in cells] if isinstance(cells, list) else cells for cells in given]
    expected = [["" if c is None else c for c in row] for row in evaluate("BEREGNER_FREMGANG", *given)]
    assert by_xlwings("FREMGANG", *rows) == expected


def test_xlwings_tells_a_function_s_own_error_as_its_own() -> None:
    with pytest.raises(importlib.import_module("xlwings").XlwingsError, match="før"):
        by_xlwings("FREMGANG", "x", 47.5, 3.3, 3.3)


class Watch:
    """Counts who looks for a module, cell by cell."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        self.asked.append(name)
        return None


def test_no_module_is_looked_for_while_a_call_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    column = [[float(value)] for value in range(1000)]
    payload = orjson.dumps({"function": "BEREGNER_FREMGANG", "arguments": [column, column, 3.3, 3.3]})
    officejs.answer(payload)
    by_xlwings("FREMGANG", 1.0, 2.0, 3.3, 3.3)
    watch = Watch()
    monkeypatch.setattr(sys, "meta_path", [watch, *sys.meta_path])
    assert officejs.answer(payload)[0] == 200
    assert watch.asked == []
    # The watch sees it: xlwings' own way looks for pyodide at every cell.
    by_xlwings("FREMGANG", column, column, 3.3, 3.3)
    assert sum(name.startswith("pyodide") for name in watch.asked) >= 2000


# --- What it needs ---------------------------------------------------------------------------------
def test_the_versions_here_are_the_tested_ones() -> None:
    assert officejs.untested() == []


def test_another_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(officejs.TESTED, "xlwings", "0.1.0")
    assert [(name, tested) for name, _, tested in officejs.untested()] == [("xlwings", "0.1.0")]


class LicenseError(Exception):
    """As xlwings raises where its key is missing or not valid."""


@pytest.mark.parametrize(
    ("raised", "licence", "key"),
    [
        (ModuleNotFoundError("xlwings"), "noncommercial", "addin_mangler_server"),
        (LicenseError(), "", "addin_noegle_mangler"),
        (LicenseError(), "udløbet", "addin_noegle_ugyldig"),
    ],
)
def test_what_it_lacks_is_told_with_its_cure(
    raised: Exception, licence: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        raise raised

    monkeypatch.setenv("XLWINGS_LICENSE_KEY", licence)
    monkeypatch.setattr(officejs, "import_module", load)
    with pytest.raises(HostError) as error:
        officejs.xlwings_server()
    assert error.value.key == key


def test_a_missing_key_is_told_with_its_name_and_what_needs_none() -> None:
    said = texts.say("fejl.addin_noegle_mangler")
    for word in ("XLWINGS_LICENSE_KEY", "PolyForm Noncommercial", "skriftligt", "ingen licens"):
        assert word in said


def test_the_cards_tell_of_every_function_in_groups() -> None:
    groups = officejs.cards("sv")["groups"]
    assert [[f["name"] for f in group["functions"]] for group in groups] == [
        [f"BEREGNER_{name}" for name in names] for names in GROUPS.values()
    ]
    first = groups[0]["functions"][0]
    assert set(first) == {
        "name", "short", "description", "call", "arguments", "answer", "columns", "example", "errors",
    }  # fmt: skip
