"""A strict check of VBA's form, for want of its compiler: lines, blocks, names.

It knows the few statements our module is written in and refuses every other shape of block.
"""

from __future__ import annotations

import re

LONGEST_LINE = 1023
MOST_BREAKS = 24

_OPENS = (
    (re.compile(r"(?:Public |Private )?Function \w"), "Function"),
    (re.compile(r"(?:Public |Private )?Sub \w"), "Sub"),
    (re.compile(r"If .* Then$"), "If"),
    (re.compile(r"For \w+ = "), "For"),
    (re.compile(r"Do While "), "Do"),
    (re.compile(r"With "), "With"),
    (re.compile(r"#If .* Then$"), "#If"),
)
_CLOSES = {
    "End Function": "Function", "End Sub": "Sub", "End If": "If", "Loop": "Do", "End With": "With",
    "#End If": "#If",
}  # fmt: skip


def statements(source: str) -> list[str]:
    """Join broken lines, cut comments and blank lines; complain of lines VBA would refuse."""
    found, joined, breaks = [], "", 0
    for line in source.splitlines():
        assert len(line) <= LONGEST_LINE, f"{len(line)} characters: {line[:60]}"
        assert line.isascii(), line
        code = _without_comment(line).rstrip()
        if code.endswith(" _"):
            joined, breaks = joined + code[:-1].lstrip(), breaks + 1
            assert breaks <= MOST_BREAKS, joined[:60]
            continue
        statement = (joined + code.strip()).strip()
        joined, breaks = "", 0
        if statement:
            found.append(statement)
    assert not joined, "the last line is broken off"
    return found


def _without_comment(line: str) -> str:
    quoted = False
    for place, mark in enumerate(line):
        if mark == '"':
            quoted = not quoted
        elif mark == "'" and not quoted:
            return line[:place]
    assert not quoted, f"a text without end: {line[:80]}"
    return line


def check(source: str) -> list[str]:
    """Check that blocks nest, brackets close and labels are there; give the statements."""
    found = statements(source)
    opened: list[str] = []
    for statement in found:
        assert _brackets_close(statement), statement[:100]
        if statement in ("Else", "#Else") or statement.startswith("ElseIf "):
            assert opened[-1] in ("If", "#If"), statement
        elif statement.startswith("Next "):
            assert opened.pop() == "For", statement
        elif statement in _CLOSES:
            assert opened.pop() == _CLOSES[statement], statement
        elif not statement.startswith(("Exit ", "End ")):
            opened += [kind for shape, kind in _OPENS if shape.match(statement)]
        assert opened[:1] != ["If"], f"outside a procedure: {statement}"
    assert opened == []
    _check_names(found)
    _check_labels(found)
    return found


def _brackets_close(statement: str) -> bool:
    depth = 0
    for mark in re.sub(r'"[^"]*"', "", statement):
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0


# What VBA and Excel bring along, of what the module uses.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        And As ByRef ByVal Call Const Dim Do Each Else ElseIf End Error Exit Explicit False For Function
        GoTo If Is Let Loop Next Nothing Not On Open Option Optional Or Private Public ReDim Resume Set Sub
        Then To True While With Close Input Boolean Date Integer Long LongPtr Object String Variant Declare
        PtrSafe Lib Alias Win64 Array CLng CStr CVErr Chr ChrW EOF Environ Err FreeFile InStr IsArray
        IsEmpty IsObject LBound LCase Left Len LoadLibrary Mid Now Right StrPtr TypeName UBound UCase
        VarType vbCurrency vbString ActiveWorkbook Application ThisWorkbook
        """,
    )
)


def _check_names(found: list[str]) -> None:
    """Find a name nobody declared: under Option Explicit one is enough to stop the whole module."""
    shared: set[str] = set()
    own: set[str] = set()
    inside = False
    for statement in found:  # what the module declares, wherever it is used
        if head := re.match(
            r"(?:Public |Private )(?:Const|Function|Sub|Declare PtrSafe Function)? ?(\w+)", statement
        ):
            shared.add(head[1])
    for statement in found:
        code = re.sub(r'"[^"]*"', '""', statement)
        code = re.sub(r"\w+:=|\.\w+\$?", "", code)  # named arguments, members
        if re.match(r"(Public |Private )?(Function|Sub) ", code):
            inside = True
            own = set(re.findall(r"(\w+)(?:\(\))? As ", code)) | {"e"}
        if not inside or re.fullmatch(r"\w+:", code):
            continue
        if code.startswith("Dim "):
            own |= set(re.findall(r"(\w+)(?:\(\))? As ", code))
        names = set(re.findall(r"(?<![\w&#])[A-Za-z_]\w*", re.sub(r"GoTo \w+", "", code)))
        assert names <= shared | own | _WORDS, (statement[:80], names - shared - own - _WORDS)
        inside = code not in ("End Function", "End Sub")


def _check_labels(found: list[str]) -> None:
    wanted: set[str] = set()
    there: set[str] = set()
    for statement in found:
        if re.match(r"(Public |Private )?(Function|Sub) ", statement):
            wanted, there = set(), set()
        wanted |= {label for label in re.findall(r"GoTo (\w+)", statement) if label != "0"}
        if label := re.fullmatch(r"(\w+):", statement):
            there.add(label[1])
        if statement in ("End Function", "End Sub"):
            assert wanted == there, (wanted, there)
