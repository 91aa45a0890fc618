"""The VBA of Excel on Windows: a wrapper and a description for every function, and the add-in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from support.engines import audit
from support.vba_check import check
from support.vba_reader import read_project

from xl_beregner import texts
from xl_beregner.addin.com import addin_workbook, machine, wrappers
from xl_beregner.catalog import specs
from xl_beregner.errors import HostError
from xl_beregner.hosts.reference import CATEGORY, card

NAMES = sorted(specs())


@pytest.fixture(scope="module")
def source() -> str:
    return wrappers.source()


@pytest.fixture(scope="module")
def found(source: str) -> list[str]:
    return check(source)


def spoken(expression: str) -> str:
    """Say what a VBA text expression gives."""
    parts = re.findall(r'"((?:[^"]|"")*)"|ChrW\((\d+)\)', expression)
    return "".join(chr(int(code)) if code else plain.replace('""', '"') for plain, code in parts)


# --- Wrappers ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_a_wrapper_takes_every_argument_and_hands_all_of_them_over(found: list[str], name: str) -> None:
    spec = specs()[name]
    head = next(line for line in found if line.startswith(f"Public Function {spec.excel_name}("))
    taken = re.findall(r"(Optional )?(\w+) As Variant(?=[,)])", head)
    assert [bool(optional) for optional, _ in taken] == [not p.required for p in spec.parameters]
    handed = ", ".join(argument for _, argument in taken)
    call = found[found.index(head) + 1]
    assert call == f'{spec.excel_name} = Answer("{spec.excel_name}", Array({handed}))'


@pytest.mark.parametrize("name", NAMES)
def test_argument_names_are_such_as_vba_takes(name: str) -> None:
    named = wrappers.argument_names(specs()[name])
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"[a-z]\w{0,60}", argument) and argument.isascii() for argument in named)
    assert not {"to", "type", "next", "step", "loop", "date", "set"} & set(named)
    # Excel shows them in one line of the wizard, and cuts it here.
    assert len(",".join(named)) <= 255


def test_a_word_vba_keeps_for_itself_gets_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrappers, "argument_name", lambda *_: "Type")
    assert wrappers.argument_names(specs()["STATUS"])[:2] == ["type_", "type_"]


def test_every_function_has_one_wrapper_and_no_other_is_public(found: list[str]) -> None:
    public = [re.split(r"\W", line)[2] for line in found if line.startswith("Public ")]
    assert sorted(public) == sorted([spec.excel_name for spec in specs().values()] + _MACROS)


_MACROS = ["Auto_Open", "BeregnerGenstart", "BeregnerRetLink"]


# --- Descriptions -----------------------------------------------------------------------------
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_descriptions_are_as_long_as_excel_takes(language: str) -> None:
    with texts.speaking(language):
        for name in NAMES:
            _, _, told, *lines, _ = wrappers.description(specs()[name]).splitlines()
            said = [spoken(line) for line in lines]
            full = [help_text for _, help_text in card(name).arguments]
            assert 0 < len(spoken(told)) <= 255
            assert [len(text) <= 255 for text in said] == [True] * len(full)
            for short, long in zip(said, full, strict=True):
                assert long.startswith(short.removesuffix("…"))


def test_a_long_text_is_cut_at_its_first_sentence_or_at_a_word() -> None:
    assert wrappers.shortened("Kort.") == "Kort."
    assert wrappers.shortened("Første. " + "Anden " * 60) == "Første."
    cut = wrappers.shortened("ord " * 100)
    assert cut.endswith("ord…")
    assert len(cut) <= 255


def test_a_text_is_ascii_whatever_the_code_page_of_windows() -> None:
    assert wrappers.vba_text('Sig "på" ≥ 5') == '"Sig ""p" & ChrW(229) & """ " & ChrW(8805) & " 5"'
    assert wrappers.vba_text("") == '""'
    assert spoken(wrappers.vba_text('Sig "på" ≥ 5')) == 'Sig "på" ≥ 5'


def test_every_function_is_described_under_beregner_when_excel_opens(found: list[str], source: str) -> None:
    opening = found[found.index("Public Sub Auto_Open()") + 1 :]
    opening = opening[: opening.index("End Sub")]
    assert sorted(opening) == [f"Describe_{name}" for name in NAMES]
    assert f'SHOWN_UNDER As String = "{CATEGORY}"' in source


# --- The module -------------------------------------------------------------------------------
def test_the_module_is_well_formed_in_every_language() -> None:
    for language in texts.LANGUAGES:
        with texts.speaking(language):
            assert f'SPOKEN As String = "{language}"' in wrappers.source()
            assert len(check(wrappers.source())) > 300


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    Next place\n", ""),
        ("    End If\n", ""),
        ("Broken:", "Broke:"),
        ("    Dim kept As Long\n", ""),
        ("kept = height", "kept = heigth"),
        ("Array(tabel)", "Array(tabel"),
        ('"TupleFromArray', "x"),
        ("' Rows come", "Rows ' \u2019"),
    ],
)
def test_the_check_sees_what_vba_would_refuse(source: str, old: str, new: str) -> None:
    broken = source.replace(old, new, 1) if old in source else source + '\nPrivate x As String = "'
    with pytest.raises(AssertionError):
        check(broken)


def test_declarations_stand_before_every_procedure(found: list[str]) -> None:
    first = next(n for n, line in enumerate(found) if re.match(r"(Public|Private) (Function|Sub) ", line))
    late = [line for line in found[first:] if re.match(r"(Public|Private) (Const|Declare|\w+ As) ?", line)]
    assert late == []


def test_the_dll_is_the_one_of_the_installed_xlwings(source: str) -> None:
    version = wrappers.xlwings_version()
    assert set(re.findall(r'"(xlwings\d\d-[^"]+)"', source)) == {
        f"xlwings{bits}-{version}.dll" for bits in (64, 32)
    }
    assert "xlwings.pro" not in source
    assert "licence" not in source.lower()


def test_without_xlwings_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise wrappers.PackageNotFoundError(name)

    monkeypatch.setattr(wrappers, "version", missing)
    with pytest.raises(HostError, match=r"xl-beregner\[com\]"):
        wrappers.source()


def test_no_path_of_a_machine_stands_in_the_module(source: str) -> None:
    assert str(Path.home()) not in source
    assert not re.search(r"[A-Z]:\\", source)


# --- The add-in -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def addin() -> bytes:
    return addin_workbook.addin_workbook()


def test_the_addin_holds_the_same_module_as_the_file(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as parts:
        project = read_project(parts.read("xl/vbaProject.bin"))
    assert list(project.sources) == ["ThisWorkbook", "Sheet1", "Beregner"]
    assert project.sources["Beregner"] == addin_workbook.module().text()
    # VBA refuses a project and a module of one name.
    assert project.told["Name"] not in project.sources


def test_the_addin_is_an_addin_and_its_code_names_are_those_of_the_project(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as parts:
        types = parts.read("[Content_Types].xml").decode()
        assert 'codeName="ThisWorkbook"' in parts.read("xl/workbook.xml").decode()
        assert 'codeName="Sheet1"' in parts.read("xl/worksheets/sheet1.xml").decode()
    assert "vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "sheet.macroEnabled" not in types
    assert "vnd.ms-office.vbaProject" in types


def test_the_addin_is_a_valid_package_to_independent_readers(addin: bytes, tmp_path: Path) -> None:
    book = tmp_path / "beregner.xlam"
    book.write_bytes(addin)
    assert CalamineWorkbook.from_path(str(book)).sheet_names == ["Beregner"]
    assert audit(book) == []


def test_the_same_version_gives_the_same_addin(addin: bytes) -> None:
    assert addin_workbook.addin_workbook() == addin


# --- The machine ------------------------------------------------------------------------------
def test_settings_are_names_and_values_in_quotes_as_vba_reads_them() -> None:
    lines = machine.settings().decode("cp1252").splitlines()
    assert [re.match(r'"(\w+)","[^"]+"$', line)[1] for line in lines] == ["INTERPRETER_WIN", "DLL_FOLDER"]  # type: ignore[index]
    assert str(machine.interpreter()) in lines[0]


def test_a_path_windows_cannot_write_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "interpreter", lambda: Path("/opt/пайтон/python.exe"))
    with pytest.raises(HostError, match="пайтон"):
        machine.settings()


def test_the_dll_is_looked_for_where_pip_may_have_put_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    second.mkdir()
    assert machine.dll_folder([first, second]) == first
    (second / f"xlwings64-{wrappers.xlwings_version()}.dll").touch()
    assert machine.dll_folder([first, second]) == second


def test_the_folder_is_the_one_excel_opens_at_its_start() -> None:
    assert machine.startup_folder({"APPDATA": "/r"}) == Path("/r/Microsoft/Excel/XLSTART")
    assert machine.startup_folder({}).parts[-4:] == ("Roaming", "Microsoft", "Excel", "XLSTART")
