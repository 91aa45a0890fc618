"""Write a VBA project: the ``vbaProject.bin`` of a workbook with macros.

Numbers in brackets are sections of the public specification MS-OVBA. Only source is written, no
compiled code: the host compiles it when the workbook is opened. The file around the streams is
``compound``'s, their compression ``vba_compression``'s.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xl_beregner.ooxml.compound import write_compound
from xl_beregner.ooxml.vba_compression import compress

CODE_PAGE = "cp1252"
_SEED = 0x5A

# What a document module says of its host object: a workbook and a worksheet.
_BASES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_STDOLE = "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\\Windows\\System32\\stdole2.tlb#OLE Automation"


class Role(Enum):
    """What a module is: code of its own, or the code behind the workbook or a sheet."""

    CODE = "code"
    WORKBOOK = "workbook"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, its role and its source without the attributes at its top."""

    name: str
    source: str
    role: Role = Role.CODE

    def text(self) -> str:
        """Write the source as it is exported, attributes first, lines ending as in Windows."""
        lines = [f'Attribute VB_Name = "{self.name}"', *self._document(), *self.source.splitlines()]
        return "\r\n".join(lines) + "\r\n"

    def _document(self) -> list[str]:
        if self.role is Role.CODE:
            return []
        told = (("VB_GlobalNameSpace", False), ("VB_Creatable", False), ("VB_PredeclaredId", True),
                ("VB_Exposed", True), ("VB_TemplateDerived", False), ("VB_Customizable", True))  # fmt: skip
        base = f'Attribute VB_Base = "{_BASES[self.role.value]}"'
        return [base, *(f"Attribute {name} = {value}" for name, value in told)]


def write_project(name: str, project_id: str, modules: Sequence[Module]) -> bytes:
    """Write a project.

    Parameters
    ----------
    name : str
        The project's name, ASCII.
    project_id : str
        A GUID in braces, upper case; the same modules under the same one give the same bytes.
    modules : sequence of Module
        Workbook first, then its sheets in order, then code.

    Raises
    ------
    UnicodeEncodeError
        A source holds a character that code page 1252 does not.
    """
    streams: dict[str, bytes] = {module.name: compress(module.text().encode(CODE_PAGE)) for module in modules}
    # No compiled code and no version of it (2.3.4.1).
    streams["_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)
    streams["dir"] = compress(_dir(name, modules))
    return write_compound(
        {
            "VBA": streams,
            "PROJECT": _project(name, project_id, modules).encode(CODE_PAGE),
            "PROJECTwm": _names(modules),
        }
    )


# --- dir (2.3.4.2) -----------------------------------------------------------------------------
def _dir(name: str, modules: Sequence[Module]) -> bytes:
    """Tell of the project, of what it refers to and of its modules."""
    found = [_information(name), _reference(), _record(0x0F, struct.pack("<H", len(modules)))]
    found += [_record(0x13, b"\xff\xff"), *map(_module, modules), _record(0x10, b"")]
    return b"".join(found)


def _record(key: int, data: bytes) -> bytes:
    return struct.pack("<HI", key, len(data)) + data


def _both(key: int, unicode_key: int, text: str) -> bytes:
    """Write a text twice: in the code page and as UTF-16."""
    return _record(key, text.encode(CODE_PAGE)) + _record(unicode_key, text.encode("utf-16-le"))


def _information(name: str) -> bytes:
    """Tell of the project: PROJECTINFORMATION (2.3.4.2.1), one record after the other."""
    number = struct.Struct("<I").pack
    return b"".join(
        (
            _record(0x01, number(1)),  # system: Windows, 32 bits; a host of 64 bits reads it too
            _record(0x02, number(0x0409)) + _record(0x14, number(0x0409)),  # language
            _record(0x03, struct.pack("<H", 1252)),
            _record(0x04, name.encode(CODE_PAGE)),
            _both(0x05, 0x40, ""),  # description
            _record(0x06, b"") + _record(0x3D, b""),  # help file, twice
            _record(0x07, number(0)),  # help context
            _record(0x08, number(0)),  # library flags
            struct.pack("<HIIH", 0x09, 4, 1, 0),  # version: its size counts the major part only
            _both(0x0C, 0x3C, ""),  # constants
        )
    )


def _reference() -> bytes:
    """Refer to OLE Automation, which every Windows has (2.3.4.2.2.5)."""
    library = _STDOLE.encode(CODE_PAGE)
    registered = struct.pack("<I", len(library)) + library + b"\0" * 6
    return _both(0x16, 0x3E, "stdole") + _record(0x0D, registered)


def _module(module: Module) -> bytes:
    """Tell of a module: MODULE (2.3.4.2.3.2)."""
    code = module.role is Role.CODE
    return b"".join(
        (
            _both(0x19, 0x47, module.name),
            _both(0x1A, 0x32, module.name),  # the stream it lies in
            _both(0x1C, 0x48, ""),  # description
            _record(0x31, struct.pack("<I", 0)),  # the source begins at once, before it no compiled code
            _record(0x1E, struct.pack("<I", 0)),  # help context
            _record(0x2C, b"\xff\xff"),  # cookie
            _record(0x21 if code else 0x22, b""),
            _record(0x2B, b""),
        )
    )


# --- PROJECT and PROJECTwm (2.3.1, 2.3.3) ---------------------------------------------------------
def _project(name: str, project_id: str, modules: Sequence[Module]) -> str:
    listed = [
        f"Module={module.name}" if module.role is Role.CODE else f"Document={module.name}/&H00000000"
        for module in modules
    ]
    lines = [
        f'ID="{project_id}"',
        *listed,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypt(project_id, bytes(4))}"',  # not protected
        f'DPB="{encrypt(project_id, bytes(1))}"',  # no password
        f'GC="{encrypt(project_id, bytes([0xFF]))}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "\r\n".join(lines) + "\r\n"


def _names(modules: Sequence[Module]) -> bytes:
    """Tell each module's name in the code page and as UTF-16."""
    pairs = (module.name.encode(CODE_PAGE) + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
             for module in modules)  # fmt: skip
    return b"".join(pairs) + b"\0\0"


def encrypt(project_id: str, data: bytes, seed: int = _SEED) -> str:
    """Write a property of the project as the format hides it (2.4.3.2); it keeps nothing secret."""
    key = sum(project_id.encode(CODE_PAGE)) & 0xFF
    written = [seed, seed ^ 2, seed ^ key]
    before, plain = written[1], key
    last = written[2]
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        hidden = byte ^ (before + plain & 0xFF)
        written.append(hidden)
        before, last, plain = last, hidden, byte
    return bytes(written).hex().upper()
