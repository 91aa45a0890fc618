"""The zip a workbook is: read with guards, written again with untouched members as they lay.

What the members mean is `package`'s matter. A member nobody edits is copied with its compressed
bytes; a changed one keeps its place, name and time, so the same input gives the same bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from isal import isal_zlib

from xl_beregner.errors import PackageError

# Excel's own files stay far below; what lies above is an attack or a mistake.
LARGEST_TOTAL = 200_000_000
MOST_MEMBERS = 20_000
# Half a million blank cells pack 1:12; what packs so much better was made to fill the memory.
LARGEST_RATIO = 200
_RATIO_FROM = 10_000_000
# isal 2 packs a sheet of numbers smaller than zlib 3, in a fifth of its time (docs/decisions/own-filler.md).
_LEVEL = 2
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DEFLATED = 8
_UTF8_NAME = 0x800
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, cast(type[Exception], isal_zlib.error), EOFError, struct.error),
    *(NotImplementedError, OSError, ValueError),  # packed in a way, or lying in a place, that nobody knows
)
_EARLIEST_DATE = (1980 - 1980) << 9 | 1 << 5 | 1


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the zip, ready to be laid into a new one."""

    name: str
    local: bytes  # local header and compressed data, as they stand in a new file
    central: bytes  # its entry in the directory, up to the offset
    tail: bytes  # the rest of that entry
    date: int = _EARLIEST_DATE
    time: int = 0


def read_archive(data: bytes, source: str) -> tuple[list[Member], dict[str, bytes]]:
    """Read a zip: its members as they lie, and what each holds; faults tell ``source``."""
    with _told_damage(source), _opened(data, source) as archive:
        entries = archive.infolist()
        _guard(entries, source)
        contents = {entry.filename: archive.read(entry) for entry in entries}
    return [_member(entry, data) for entry in entries], contents


def read_directory(data: bytes, source: str) -> list[zipfile.ZipInfo]:
    """Read a zip's directory alone, with the same guards; `unpack` gives what one member holds."""
    with _told_damage(source), _opened(data, source) as archive:
        entries = archive.infolist()
    _guard(entries, source)
    return entries


def unpack(entry: zipfile.ZipInfo, data: bytes, source: str) -> bytes:
    """Give what one member holds: never more than its directory says, and whole."""
    with _told_damage(source):
        name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
        start = entry.header_offset + _LOCAL.size + name_length + extra_length
        packed = data[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            packed = isal_zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        if len(packed) != entry.file_size or isal_zlib.crc32(packed) != entry.CRC:
            raise zipfile.BadZipFile(entry.filename)
        return packed


def _opened(data: bytes, source: str) -> zipfile.ZipFile:
    if not data.startswith(b"PK"):
        raise PackageError(_what_it_is_instead(data), fil=source)
    return zipfile.ZipFile(io.BytesIO(data))


@contextmanager
def _told_damage(source: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise PackageError("filling_pakke_beskadiget", fil=source) from error


def _what_it_is_instead(data: bytes) -> str:
    if not data.startswith(_COMPOUND_FILE):
        return "filling_pakke_ikke_zip"
    is_encrypted = "EncryptedPackage".encode("utf-16-le") in data
    return "filling_pakke_krypteret" if is_encrypted else "filling_pakke_gammel_xls"


def _guard(entries: list[zipfile.ZipInfo], source: str) -> None:
    if len(entries) > MOST_MEMBERS or sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        raise PackageError("filling_pakke_for_stor", fil=source)
    seen: set[str] = set()
    for entry in entries:
        # Excel takes part names without regard to case; two such members are one part twice.
        if entry.filename.casefold() in seen:
            raise PackageError("filling_pakke_dublet", fil=source, delnavn=entry.filename)
        seen.add(entry.filename.casefold())
        if _leads_out(entry.filename):
            raise PackageError("filling_pakke_sti", fil=source, delnavn=entry.filename)
        if entry.file_size > max(_RATIO_FROM, LARGEST_RATIO * entry.compress_size):
            raise PackageError("filling_pakke_for_stor", fil=source)
        if entry.flag_bits & 0x1:
            raise PackageError("filling_pakke_krypteret", fil=source)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageError("filling_pakke_beskadiget", fil=source)


def _leads_out(name: str) -> bool:
    """Tell whether a member would be unpacked elsewhere than below the folder it is unpacked in."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or not steps[0] or ":" in steps[0]


def _member(entry: zipfile.ZipInfo, data: bytes) -> Member:
    """Take a member over with its compressed bytes; only its header is written anew."""
    name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    date = (entry.date_time[0] - 1980) << 9 | entry.date_time[1] << 5 | entry.date_time[2]
    time = entry.date_time[3] << 11 | entry.date_time[4] << 5 | entry.date_time[5] // 2
    return _laid(
        entry.filename,
        data[start : start + entry.compress_size],
        method=entry.compress_type,
        crc=entry.CRC,
        size=entry.file_size,
        date=date,
        time=time,
        attributes=entry.external_attr,
        system=entry.create_system,
    )


def pack(name: str, content: bytes, like: Member | None = None) -> Member:
    """Compress a part into a member, with the time of the member it replaces."""
    return _laid(
        name,
        isal_zlib.compress(content, _LEVEL, -15),
        method=_DEFLATED,
        crc=isal_zlib.crc32(content),
        size=len(content),
        date=like.date if like else _EARLIEST_DATE,
        time=like.time if like else 0,
    )


def store(name: str, content: bytes) -> Member:
    """Lay a part into a member without compressing it: for a file read at once and thrown away."""
    return _laid(name, content, method=0, crc=isal_zlib.crc32(content), size=len(content))


def _laid(
    name: str,
    packed: bytes,
    *,
    method: int,
    crc: int,
    size: int,
    date: int = _EARLIEST_DATE,
    time: int = 0,
    attributes: int = 0,
    system: int = 0,
) -> Member:
    encoded = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    header = (flags, method, time, date, crc, len(packed), size)
    return Member(
        name=name,
        local=_LOCAL.pack(b"PK\x03\x04", 20, *header, len(encoded), 0) + encoded + packed,
        central=_CENTRAL.pack(
            b"PK\x01\x02", system << 8 | 20, 20, *header, len(encoded), 0, 0, 0, 0, attributes, 0
        )[:-4],
        tail=encoded,
        date=date,
        time=time,
    )


def join_archive(members: Iterable[Member]) -> bytes:
    """Lay members after each other, with the directory that finds them."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = count = 0
    for member in members:
        parts.append(member.local)
        directory += (member.central, offset.to_bytes(4, "little"), member.tail)
        offset += len(member.local)
        count += 1
    listed = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), offset, 0)
    return b"".join([*parts, listed, end])
