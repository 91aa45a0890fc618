"""The VBA module: a wrapper and a description for every function, around ``bridge.bas``.

All of it is ASCII, whatever code page Windows has: other characters are written with ``ChrW``.
The workbook it is put in is ``addin_workbook``'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from xl_beregner.catalog import UdfSpec, specs
from xl_beregner.errors import HostError
from xl_beregner.hosts.arguments import argument_name
from xl_beregner.hosts.groups import GROUPS, first_sentence
from xl_beregner.hosts.reference import CATEGORY, card
from xl_beregner.texts import language, say

# VBA refuses a module named as its project.
PROJECT, MODULE = "XlBeregner", "Beregner"
# What Application.MacroOptions takes of a description, its own and an argument's.
LONGEST_TOLD = 255

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "a", "ö": "o", "é": "e"})
_RESERVED = re.compile(
    "abs|and|any|array|as|attribute|boolean|byref|byte|byval|call|case|cbool|cdate|circle|close|const|"
    "currency|date|debug|decimal|declare|defbool|dim|do|double|each|else|elseif|empty|end|endif|enum|"
    "eqv|erase|error|event|exit|false|fix|for|friend|function|get|global|gosub|goto|if|imp|implements|"
    "in|input|int|integer|is|lbound|len|let|like|line|local|lock|long|longlong|longptr|loop|lset|me|mod|"
    "new|next|not|nothing|null|object|on|open|option|optional|or|paramarray|preserve|print|private|"
    "property|pset|public|put|raiseevent|redim|rem|resume|return|rset|scale|seek|select|set|sgn|shared|"
    "single|spc|static|stop|string|sub|tab|then|time|to|true|type|typeof|ubound|unlock|until|variant|"
    "wend|while|with|withevents|write|xor"
)

# What a bridge says itself, and the words for it.
_SAID = {
    "TextNoPython": "com.celle.ingen_python",
    "TextNoSettings": "com.celle.ingen_indstillinger",
    "TextNoDll": "com.celle.ingen_dll",
    "TextSeveralAreas": "com.celle.omraade",
}


def xlwings_version() -> str:
    """Tell which xlwings is installed: its DLL bears the number.

    Raises
    ------
    HostError
        The extra ``com`` is missing.
    """
    try:
        return version("xlwings")
    except PackageNotFoundError as error:
        raise HostError("com_mangler_xlwings") from error


def source() -> str:
    """Write the whole module, without the attribute that names it."""
    bridge = (files(__package__) / "bridge.bas").read_text("ascii")
    wizard = ["' Run by Excel when the workbook or the add-in opens.", *_describe_all()]
    parts = [*_head(), bridge, *_sayings(), *_each(wrapper), "\n".join(wizard), *_each(description)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def names() -> list[str]:
    """Name the functions in the order they are shown."""
    return [name for group in GROUPS.values() for name in group]


def wrapper(spec: UdfSpec) -> str:
    """Write the function a cell calls."""
    parameters = [
        f"{'' if parameter.required else 'Optional '}{plain} As Variant"
        for parameter, plain in zip(spec.parameters, argument_names(spec), strict=True)
    ]
    handed = ", ".join(argument_names(spec))
    return "\n".join(
        (
            _broken(f"Public Function {spec.excel_name}(", parameters, ") As Variant"),
            f'    {spec.excel_name} = Answer("{spec.excel_name}", Array({handed}))',
            "End Function",
        )
    )


def argument_names(spec: UdfSpec) -> list[str]:
    """Name a function's arguments as VBA can: ASCII letters, and no word VBA keeps for itself."""
    named = []
    for parameter in spec.parameters:
        plain = re.sub(r"\W+", "_", argument_name(spec, parameter.name).lower().translate(_LETTERS))
        plain = plain.encode("ascii", "ignore").decode().strip("_")
        plain = plain if plain[:1].isalpha() else f"a_{plain}"
        named.append(f"{plain}_" if _RESERVED.fullmatch(plain) or plain in named else plain)
    return named


def description(spec: UdfSpec) -> str:
    """Write what the function wizard shows of a function and its arguments."""
    told = card(spec.name)
    helped = [vba_text(shortened(help_text)) for _, help_text in told.arguments]
    return "\n".join(
        (
            f"Private Sub Describe_{spec.name}()",
            f'    Describe "{spec.excel_name}", _',
            f"        {vba_text(shortened(told.description))}, _",
            _broken("        Array(", helped, ")"),
            "End Sub",
        )
    )


def shortened(text: str) -> str:
    """Cut a text to what Excel takes: at its first sentence, else at a word."""
    if len(text) <= LONGEST_TOLD:
        return text
    sentence = first_sentence(text)
    if len(sentence) <= LONGEST_TOLD:
        return sentence
    return text[: LONGEST_TOLD - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def vba_text(text: str) -> str:
    """Write a text as a VBA expression in ASCII."""
    parts = []
    for plain in re.findall(r"[ -~]+|[^ -~]", text):
        quoted = plain.replace('"', '""')
        # ChrW takes a signed number; what lies beyond it is not in our texts.
        parts.append(f'"{quoted}"' if plain.isascii() else f"ChrW({ord(plain)})")
    return " & ".join(parts) or '""'


def _each(write: Callable[[UdfSpec], str]) -> Iterator[str]:
    for name in names():
        yield write(specs()[name])


def _broken(first: str, parts: Sequence[str], last: str) -> str:
    """Write a list with each of its parts on a line; VBA takes 24 such breaks."""
    return first + ", _\n        ".join(parts) + last


def _head() -> Iterator[str]:
    yield "\n".join(
        (
            "Option Explicit",
            "",
            "' Written by: xl-beregner addin com. Changes made here are lost the next time.",
            f"' Python is reached through the DLL of xlwings {xlwings_version()} (BSD 3-clause), which lies",
            "' beside Python; nothing of xlwings stands in this module.",
            "",
            f'Private Const SPOKEN As String = "{language()}"',
            f'Private Const SHOWN_UNDER As String = "{CATEGORY}"',
        )
    )
    yield "\n".join(("#If Win64 Then", *_declared("64"), "#Else", *_declared("32"), "#End If", *_LIBRARY))


def _declared(bits: str) -> Iterator[str]:
    library = f"xlwings{bits}-{xlwings_version()}.dll"
    yield f'Private Const BRIDGE As String = "{library}"'
    yield f'Private Declare PtrSafe Function ActivatePython Lib "{library}" Alias "XLPyDLLActivateAuto" _'
    yield "    (ByRef result As Variant, ByVal config As String, ByVal mode As Long) As Long"


_LIBRARY = (
    'Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" _',
    "    (ByVal path As LongPtr) As LongPtr",
)


def _sayings() -> Iterator[str]:
    for name, key in _SAID.items():
        yield f"Private Function {name}() As String\n    {name} = {vba_text(say(key))}\nEnd Function"


def _describe_all() -> Iterator[str]:
    yield "Public Sub Auto_Open()"
    yield from (f"    Describe_{name}" for name in names())
    yield "End Sub"
