"""The Calc extension as a file: every function in it, every word in every language, nothing foreign."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from click.testing import Result

from xl_beregner import texts
from xl_beregner.catalog import Kind, specs
from xl_beregner.hosts import calc_parts
from xl_beregner.hosts.calc import extension

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(extension("/somewhere/python")))


def named(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(child for child in parent if child.get(f"{OOR}name") == name)


def words(node: ElementTree.Element, name: str) -> dict[str | None, str | None]:
    return {value.get(LANG): value.text for value in named(node, name)}


def listed(archive: zipfile.ZipFile) -> ElementTree.Element:
    root = ElementTree.fromstring(archive.read("CalcAddIns.xcu"))
    return named(named(named(root, "AddInInfo"), calc_parts.SERVICE), "AddInFunctions")


def test_the_manifest_names_parts_that_are_there(archive: zipfile.ZipFile) -> None:
    root = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))
    paths = [entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in root]
    assert set(paths) == {"functions.idl", "extension.components", "CalcAddIns.xcu", "Addons.xcu", "Jobs.xcu"}
    assert set(paths) <= set(archive.namelist())


@pytest.mark.parametrize("part", ["description.xml", "extension.components", "Addons.xcu", "Jobs.xcu"])
def test_every_part_is_well_formed(archive: zipfile.ZipFile, part: str) -> None:
    assert len(ElementTree.fromstring(archive.read(part))) > 0


def test_every_function_has_its_words_in_every_language(archive: zipfile.ZipFile) -> None:
    functions = listed(archive)
    for spec in specs().values():
        node = named(functions, calc_parts.method(spec))
        assert set(words(node, "DisplayName").values()) == {spec.excel_name}
        told = words(node, "Description")
        assert told["da"] == texts.say(f"funktion.{spec.name}.beskrivelse", lang="da")
        assert {"da", "sv", "en", "en-US"} == set(told)
        parameters = named(node, "Parameters")
        assert len(parameters) == len(spec.parameters)
        for argument in parameters:
            assert all(words(argument, "DisplayName").values())
            assert all(words(argument, "Description").values())
    assert len(functions) == len(specs())


def test_the_interface_has_a_method_for_every_function(archive: zipfile.ZipFile) -> None:
    written = archive.read("functions.idl").decode("ascii")
    methods = dict(re.findall(r"any > > (\w+)\((.*)\);", written))
    assert set(methods) == {calc_parts.method(spec) for spec in specs().values()}
    for spec in specs().values():
        assert methods[calc_parts.method(spec)].count("[in]") == 1 + len(spec.parameters)


def test_what_an_example_shows_as_a_range_is_taken_as_a_reference() -> None:
    spec = specs()["FREMGANG"]
    assert [calc_parts.takes_reference(spec, place) for place in range(5)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_what_may_be_left_out_or_typed_is_never_a_reference() -> None:
    for spec in specs().values():
        for place, parameter in enumerate(spec.parameters):
            if not parameter.required or parameter.kind in (Kind.NUMBER, Kind.LABEL, Kind.CHOICE):
                assert not calc_parts.takes_reference(spec, place)


def test_the_settings_tell_python_functions_and_the_words_of_the_language(archive: zipfile.ZipFile) -> None:
    settings = json.loads(archive.read("settings.json"))
    assert settings["python"] == "/somewhere/python"
    assert settings["language"] == "da"
    assert settings["functions"]["fremgang"] == "BEREGNER_FREMGANG"
    assert settings["words"]["ingen_fejl"] == texts.say("calc.besked.ingen_fejl")


def test_the_menu_has_its_three_items_in_danish_and_swedish(archive: zipfile.ZipFile) -> None:
    text = archive.read("Addons.xcu").decode()
    assert text.count("service:dk.xlberegner.Menu?") == 3
    assert "Genindlæs Beregner-formler" in text
    assert "Kontrollera anslutningen" in text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert extension("/a/python") == extension("/a/python")


def test_what_runs_in_libreoffice_is_python_3_8_without_packages(archive: zipfile.ZipFile) -> None:
    allowed = {
        "__future__", "beregner_calc", "contextlib", "functools", "json", "os", "queue", "re", "shutil",
        "struct", "subprocess", "threading", "time", "typing", "uno", "unohelper",
    }  # fmt: skip
    modules = [name for name in archive.namelist() if name.endswith(".py")]
    assert len(modules) >= 7
    for name in modules:
        tree = ast.parse(archive.read(name), name, feature_version=(3, 8))
        imported = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        } | {
            str(node.module)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level == 0
        }
        assert imported <= allowed, name


def test_the_command_writes_the_file_and_says_what_to_do(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, run_calc: Callable[..., Result]
) -> None:
    done = run_calc("addin", "calc", "--out", f"{tmp_path}/min.oxt")
    assert done.exit_code == 0
    assert "Dobbeltklik" in done.output
    with zipfile.ZipFile(f"{tmp_path}/min.oxt") as archive:
        assert archive.testzip() is None


def test_a_folder_that_is_not_there_is_one_line(tmp_path: object, run_calc: Callable[..., Result]) -> None:
    done = run_calc("addin", "calc", "--out", f"{tmp_path}/nowhere/min.oxt")
    assert done.exit_code != 0
    assert "nowhere" in done.output


@pytest.fixture
def run_calc() -> Callable[..., Result]:
    from click.testing import CliRunner

    from xl_beregner.cli.group import program

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(program(), list(arguments), prog_name="xl-beregner")

    return invoke
