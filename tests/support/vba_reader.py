"""Read a VBA project back: written from MS-OVBA alone, so that it can contradict the writer.

The compound file around it is read by olefile.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import olefile


def decompress(container: bytes) -> bytes:
    """Undo the compression (2.4.1.3.1)."""
    assert container[0] == 1, "signature"
    out, place = bytearray(), 1
    while place < len(container):
        (header,) = struct.unpack_from("<H", container, place)
        assert header >> 12 & 7 == 3, "chunk signature"
        end = min(place + (header & 0xFFF) + 3, len(container))
        place += 2
        if header >> 15:
            _chunk(container[place:end], out)
        else:
            out += container[place:end]
        place = end
    return bytes(out)


def _chunk(tokens: bytes, out: bytearray) -> None:
    start, place = len(out), 0
    while place < len(tokens):
        flags = tokens[place]
        place += 1
        for bit in range(8):
            if place >= len(tokens):
                return
            if flags >> bit & 1:
                (token,) = struct.unpack_from("<H", tokens, place)
                place += 2
                bits = 4
                while 1 << bits < len(out) - start:
                    bits += 1
                offset, length = (token >> 16 - bits) + 1, (token & 0xFFFF >> bits) + 3
                assert offset <= len(out) - start, "a copy from before its chunk"
                for _ in range(length):
                    out.append(out[-offset])
            else:
                out.append(tokens[place])
                place += 1


def decrypt(project_id: str, hidden: str) -> bytes:
    """Undo the hiding of a property of PROJECT (2.4.3.3)."""
    data = bytes.fromhex(hidden)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    assert key == sum(project_id.encode("ascii")) & 0xFF
    plain, last, before, found = key, data[2], data[1], bytearray()
    for byte in data[3:]:
        value = byte ^ (before + plain & 0xFF)
        before, last, plain = last, byte, value
        found.append(value)
    found = found[(seed & 6) // 2 :]
    (length,) = struct.unpack_from("<I", found)
    assert len(found) == 4 + length
    return bytes(found[4:])


@dataclass(frozen=True)
class Project:
    """What stands in a project: its records, its sources, its PROJECT stream."""

    records: list[tuple[int, bytes]]
    sources: dict[str, str]
    streams: dict[str, bytes]
    told: dict[str, str]

    def values(self, key: int) -> list[bytes]:
        return [data for found, data in self.records if found == key]


def read_project(data: bytes) -> Project:
    """Read a ``vbaProject.bin``."""
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL) as file:
        streams = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
    records = _records(decompress(streams["VBA/dir"]))
    names = [found.decode("cp1252") for key, found in records if key == 0x19]
    offsets = [struct.unpack("<I", found)[0] for key, found in records if key == 0x31]
    sources = {
        name: decompress(streams[f"VBA/{name}"][offset:]).decode("cp1252")
        for name, offset in zip(names, offsets, strict=True)
    }
    lines = (line.partition("=") for line in streams["PROJECT"].decode("cp1252").splitlines())
    told = {name: value.strip('"') for name, mark, value in lines if mark}
    return Project(records, sources, streams, told)


def _records(stream: bytes) -> list[tuple[int, bytes]]:
    found, place = [], 0
    while place < len(stream):
        key, size = struct.unpack_from("<HI", stream, place)
        size = 6 if key == 9 else size  # a version tells the size of its first half only (2.3.4.2.1.11)
        found.append((key, stream[place + 6 : place + 6 + size]))
        place += 6 + size
    assert place == len(stream)
    return found
