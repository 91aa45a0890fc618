"""The zip: what is refused, and that members nobody touches are the same bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import PackageError
from xl_beregner.ooxml import archive
from xl_beregner.ooxml.archive import join_archive, pack, read_archive, store


def zip_of(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name, (2026, 9, 28, 12, 30, 44)), content, method)
    return target.getvalue()


def raw_bytes(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        entry = found.getinfo(name)
    name_length, extra = data[entry.header_offset + 26], data[entry.header_offset + 28]
    start = entry.header_offset + 30 + name_length + extra
    return data[start : start + entry.compress_size]


@given(st.dictionaries(st.text("abcæ/", min_size=1, max_size=8), st.binary(max_size=300), max_size=5))
def test_members_come_through_with_their_compressed_bytes_order_and_time(parts: dict[str, bytes]) -> None:
    parts = {name.strip("/") or "x": content for name, content in parts.items()}
    data = zip_of(parts)
    members, contents = read_archive(data, "x")
    again = join_archive(members)
    assert contents == parts
    with zipfile.ZipFile(io.BytesIO(again)) as made, zipfile.ZipFile(io.BytesIO(data)) as given_:
        assert made.testzip() is None
        assert made.namelist() == given_.namelist()
        assert [entry.date_time for entry in made.infolist()] == [
            entry.date_time for entry in given_.infolist()
        ]
    assert join_archive(read_archive(again, "x")[0]) == again


def test_an_untouched_member_is_not_compressed_anew() -> None:
    # Level 9 is not ours: the bytes can only be the same if they were copied.
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("a.xml", b"<a>abcabcabdabcabe</a>" * 50)
    data = target.getvalue()
    again = join_archive(read_archive(data, "x")[0])
    assert raw_bytes(again, "a.xml") == raw_bytes(data, "a.xml")


def test_members_written_as_a_stream_lose_only_the_descriptor_behind_them() -> None:
    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.data += bytes(piece)
            return len(piece)

    target = Unseekable()
    with zipfile.ZipFile(target, "w") as made:  # type: ignore[call-overload]
        made.writestr("a.xml", b"<a/>")
    members, contents = read_archive(target.data, "x")
    assert contents == {"a.xml": b"<a/>"}
    with zipfile.ZipFile(io.BytesIO(join_archive(members))) as made:
        assert made.read("a.xml") == b"<a/>"


def test_a_changed_member_keeps_its_time_and_reads_back() -> None:
    (member,), _ = read_archive(zip_of({"a.xml": b"<a/>"}), "x")
    with zipfile.ZipFile(io.BytesIO(join_archive([pack("a.xml", b"<b/>", member)]))) as made:
        assert made.read("a.xml") == b"<b/>"
        assert made.getinfo("a.xml").date_time == (2026, 9, 28, 12, 30, 44)


def test_a_stored_member_reads_back() -> None:
    with zipfile.ZipFile(io.BytesIO(join_archive([store("æ.xml", b"<b/>")]))) as made:
        assert made.read("æ.xml") == b"<b/>"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"Skole;Tal\n", "filling_pakke_ikke_zip"),
        (b"", "filling_pakke_ikke_zip"),
        (b"PK\x03\x04 but nothing more", "filling_pakke_beskadiget"),
        (zip_of({"a.xml": b"<a/>" * 100})[:-30], "filling_pakke_beskadiget"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "filling_pakke_gammel_xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "filling_pakke_krypteret",
        ),
        (zip_of({"a.xml": b"1", "A.XML": b"2"}), "filling_pakke_dublet"),
        (zip_of({"a.xml": b"<a/>"}, zipfile.ZIP_BZIP2), "filling_pakke_beskadiget"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data: bytes, key: str) -> None:
    with pytest.raises(PackageError) as caught:
        read_archive(data, "skole.xlsx")
    assert caught.value.key == key
    assert caught.value.facts["fil"] == "skole.xlsx"


def test_a_damaged_member_is_refused() -> None:
    data = zip_of({"a.xml": b"<a>uncompressed</a>"}, zipfile.ZIP_STORED)
    with pytest.raises(PackageError):
        read_archive(data.replace(b"uncompressed", b"uncomprezzed", 1), "x")


def test_a_zip_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 1000)
    with pytest.raises(PackageError) as caught:
        read_archive(zip_of({"a.xml": bytes(1001)}), "x")
    assert caught.value.key == "filling_pakke_for_stor"


@pytest.mark.parametrize("name", ["../evil.txt", "xl/../../evil.txt", "/etc/evil", "C:/evil", "xl\\..\\evil"])
def test_a_member_that_leads_out_of_the_file_is_refused(name: str) -> None:
    with pytest.raises(PackageError) as caught:
        read_archive(zip_of({"a.xml": b"<a/>", name: b"x"}), "skole.xlsx")
    assert (caught.value.key, caught.value.facts["fil"]) == ("filling_pakke_sti", "skole.xlsx")


def test_a_member_with_dots_in_its_name_is_none_of_those() -> None:
    assert read_archive(zip_of({"xl/a..b.xml": b"<a/>"}), "x")[1] == {"xl/a..b.xml": b"<a/>"}


def test_a_large_member_that_packs_too_well_is_refused() -> None:
    with pytest.raises(PackageError) as caught:
        read_archive(zip_of({"a.xml": bytes(10_000_001)}), "x")
    assert caught.value.key == "filling_pakke_for_stor"
    assert read_archive(zip_of({"a.xml": bytes(9_000_000)}), "x")[1]["a.xml"] == bytes(9_000_000)
