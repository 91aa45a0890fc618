"""A VBA project is written as MS-OVBA says; the reader is held against files that Excel opens."""

from __future__ import annotations

import io
import struct
import zipfile
from importlib.resources import files

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.vba_reader import Project, decompress, decrypt, read_project

from xl_beregner.ooxml.compound import write_compound
from xl_beregner.ooxml.vba import Module, Role, encrypt, write_project
from xl_beregner.ooxml.vba_compression import compress

ID = "{0F3A9D52-1111-4222-8333-123456789ABC}"
# The first was saved by Excel; from the others compiled code was taken away, and Excel opens them daily.
SHIPPED = ("quickstart.xlsm", "quickstart_addin.xlam", "quickstart_standalone.xlsm")

MODULES = [
    Module("ThisWorkbook", "", Role.WORKBOOK),
    Module("Sheet1", "", Role.SHEET),
    Module("Code", "Public Function Twice(x)\n    Twice = 2 * x ' æ\nEnd Function\n"),
]


def from_xlwings(name: str) -> Project:
    package = pytest.importorskip("xlwings")
    with zipfile.ZipFile(io.BytesIO((files(package) / name).read_bytes())) as book:
        return read_project(book.read("xl/vbaProject.bin"))


@pytest.fixture(scope="module")
def ours() -> Project:
    return read_project(write_project("Project", ID, MODULES))


# --- The reader, on files Excel opens --------------------------------------------------------------
@pytest.mark.parametrize("name", SHIPPED)
def test_the_reader_reads_what_excel_opens(name: str) -> None:
    found = from_xlwings(name)
    assert all(source.startswith("Attribute VB_Name = ") for source in found.sources.values())
    assert {"ThisWorkbook", "Module1"} <= set(found.sources)
    assert "End Sub" in found.sources["Module1"]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(("key", "plain"), [("CMG", bytes(4)), ("DPB", bytes(1)), ("GC", b"\xff")])
def test_the_hidden_properties_are_those_of_excel(name: str, key: str, plain: bytes) -> None:
    told = from_xlwings(name).told
    assert decrypt(told["ID"], told[key]) == plain


@pytest.mark.parametrize("name", SHIPPED)
def test_a_hidden_property_begins_and_ends_where_theirs_does(name: str) -> None:
    """What lies between the key and the length is free."""
    told = from_xlwings(name).told
    ours = encrypt(told["ID"], b"\xff", seed=int(told["GC"][:2], 16))
    assert ours[:6] == told["GC"][:6]
    assert len(ours) == len(told["GC"])


# --- The project ------------------------------------------------------------------------------
def test_every_source_comes_back_with_its_attributes(ours: Project) -> None:
    assert list(ours.sources) == ["ThisWorkbook", "Sheet1", "Code"]
    assert ours.sources["Code"] == (
        'Attribute VB_Name = "Code"\r\nPublic Function Twice(x)\r\n    Twice = 2 * x \' æ\r\nEnd Function\r\n'
    )


@pytest.mark.parametrize("name", ["ThisWorkbook", "Sheet1"])
def test_a_document_module_bears_the_attributes_excel_gives_it(ours: Project, name: str) -> None:
    assert ours.sources[name] == from_xlwings("quickstart.xlsm").sources[name]


def test_the_records_stand_in_the_order_of_excel(ours: Project) -> None:
    """Their order is part of the format; a compat version and a second library may be left out."""
    theirs = from_xlwings("quickstart.xlsm")
    first = [key for key, _ in theirs.records[: [k for k, _ in theirs.records].index(0x16)] if key != 0x4A]
    assert [key for key, _ in ours.records][: len(first)] == first
    module = [key for key, _ in theirs.records[[k for k, _ in theirs.records].index(0x19) :]]
    mine = [key for key, _ in ours.records[[k for k, _ in ours.records].index(0x19) :]]
    assert mine[:11] == module[:11]
    assert mine[-1] == module[-1] == 0x10


def test_code_is_procedural_and_documents_are_not(ours: Project) -> None:
    kinds = [key for key, _ in ours.records if key in (0x21, 0x22)]
    assert kinds == [0x22, 0x22, 0x21]
    assert struct.unpack("<H", ours.values(0x0F)[0]) == (3,)


def test_no_compiled_code_is_written(ours: Project) -> None:
    assert ours.streams["VBA/_VBA_PROJECT"] == bytes.fromhex("cc61ffff000000")
    assert [struct.unpack("<I", offset)[0] for offset in ours.values(0x31)] == [0, 0, 0]


def test_the_project_is_open_and_visible(ours: Project) -> None:
    assert [decrypt(ID, ours.told[key]) for key in ("CMG", "DPB", "GC")] == [bytes(4), bytes(1), b"\xff"]
    assert ours.told["Name"] == "Project"
    assert "Document=ThisWorkbook/&H00000000" in ours.streams["PROJECT"].decode()


def test_the_names_stand_twice_in_projectwm(ours: Project) -> None:
    expected = b"".join(m.name.encode() + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in MODULES)
    assert ours.streams["PROJECTwm"] == expected + b"\0\0"


def test_the_same_modules_give_the_same_bytes() -> None:
    assert write_project("Project", ID, MODULES) == write_project("Project", ID, MODULES)


def test_a_character_outside_the_code_page_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        write_project("Project", ID, [Module("Code", "' ≥")])


# --- Compression ------------------------------------------------------------------------------
@given(st.binary(max_size=300) | st.text("ab \r\n", max_size=9000).map(str.encode))
def test_what_is_compressed_comes_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


@pytest.mark.parametrize("length", [4094, 4095, 4096, 4097, 8191, 8192, 8193])
def test_a_chunk_ends_where_it_should(length: int) -> None:
    data = (b"Public Function F(x)\r\n" * 400)[:length]
    assert decompress(compress(data)) == data


def test_bytes_that_cannot_be_compressed_stand_as_they_are() -> None:
    data = bytes(n * n * 31 % 251 ^ n >> 3 & 255 for n in range(4096))
    found = decompress(compress(data))
    assert found[:4096] == data


def test_text_becomes_shorter() -> None:
    assert len(compress(b"    If height > 2 Then height = 2\r\n" * 100)) < 500


# --- The compound file ---------------------------------------------------------------------------
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000])
def test_a_stream_of_any_size_comes_back(size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    file = olefile.OleFileIO(
        io.BytesIO(write_compound({"A": {"long": data, "b": b"x"}})), raise_defects=olefile.DEFECT_POTENTIAL
    )
    with file:
        assert file.openstream("A/long").read() == data
        assert file.openstream("A/b").read() == b"x"


def test_members_are_found_in_the_search_tree_however_many_they_are() -> None:
    members = {f"Member{n}": str(n).encode() for n in range(40)} | {"ab": b"short", "ÆØÅ": b"danish"}
    with olefile.OleFileIO(io.BytesIO(write_compound(members))) as file:
        entries = {entry.name: entry for entry in file.direntries if entry is not None}
        for name in members:
            assert name in _found_on_the_way(file, entries, name)


def _found_on_the_way(file: olefile.OleFileIO, entries: dict[str, object], name: str) -> list[str]:
    """Search as Excel does: shorter is less, then by upper case."""
    place, seen = file.direntries[0].sid_child, []
    while place != 0xFFFFFFFF:
        entry = file.direntries[place]
        seen.append(entry.name)
        if entry.name == name:
            break
        less = (len(name), name.upper()) < (len(entry.name), entry.name.upper())
        place = entry.sid_left if less else entry.sid_right
    return seen


def test_the_tree_is_red_and_black() -> None:
    """No red below a red, and as many blacks on every way down."""
    for count in range(1, 20):
        data = write_compound({f"Member{n:02}": b"x" for n in range(count)})
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            assert len(set(_blacks(file, file.direntries[0].sid_child, parent_red=False))) == 1


def _blacks(file: olefile.OleFileIO, place: int, *, parent_red: bool) -> list[int]:
    if place == 0xFFFFFFFF:
        return [0]
    entry = file.direntries[place]
    red = entry.color == 0
    assert not (red and parent_red)
    below = [
        *_blacks(file, entry.sid_left, parent_red=red),
        *_blacks(file, entry.sid_right, parent_red=red),
    ]
    return [blacks + (not red) for blacks in below]


def test_a_file_too_large_for_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        write_compound({"A": bytes(7_200_000)})
