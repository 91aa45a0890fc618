"""What a formula points at: A1 references, names and structured references, read and written.

Cutting them out of a formula and rewriting the formula is `formulas`' matter.
Rows and columns are 1-based everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
REF_ERROR = "#REF!"

_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"(?i)[A-Z]{1,3}\d+|R\d*|C\d*|R\d*C\d*|TRUE|FALSE")


@dataclass(frozen=True)
class Reference:
    """A cell, an area, whole columns or whole rows, its corners as they stand."""

    prefix: str  # "'Bl å'!" as it stands, or ""
    rows: tuple[int, int]
    columns: tuple[int, int]
    fixed_rows: tuple[bool, bool]
    fixed_columns: tuple[bool, bool]
    form: str  # "cell", "area", "columns", "rows"

    @cached_property
    def sheet(self) -> str | None:
        """The sheet's name without quotes; None where the formula's own sheet is meant."""
        return sheet_names(self.prefix)[0] if self.prefix else None

    @property
    def is_external(self) -> bool:
        """Whether it lies in another workbook."""
        return "[" in self.prefix

    @property
    def is_across_sheets(self) -> bool:
        """Whether it is three-dimensional (``Jan:Dec!A1``)."""
        return bool(self.prefix) and len(sheet_names(self.prefix)) > 1

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Top row, left column, bottom row, right column."""
        return (min(self.rows), min(self.columns), max(self.rows), max(self.columns))

    @property
    def is_on_sheet(self) -> bool:
        """Whether every corner lies where a sheet has cells."""
        top, left, bottom, right = self.box
        return top >= 1 and left >= 1 and bottom <= LAST_ROW and right <= LAST_COLUMN

    def __str__(self) -> str:
        """Write it as a formula holds it."""
        return self.prefix + ":".join(self._corner(end) for end in ((0,) if self.form == "cell" else (0, 1)))

    def _corner(self, end: int) -> str:
        column = ("$" if self.fixed_columns[end] else "") + column_letters(self.columns[end])
        row = f"{'$' if self.fixed_rows[end] else ''}{self.rows[end]}"
        return {"columns": column, "rows": row}.get(self.form, column + row)


@dataclass(frozen=True, slots=True)
class NameReference:
    """A defined name, perhaps with the sheet it is scoped to."""

    name: str
    sheet: str | None = None
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class TableReference:
    """A structured reference; ``table`` is blank where the formula stands in the table itself."""

    table: str
    columns: tuple[str, ...] = ()  # two where a span [a]:[b] is meant and is_span says so
    parts: tuple[str, ...] = ()  # "#Headers", "#Data", "#Totals", "#All", "#This Row"
    is_span: bool = False


AnyReference = Reference | NameReference | TableReference


@lru_cache(maxsize=8192)
def read_reference(text: str) -> Reference:
    """Read one A1 reference with its sheet; ``ValueError`` if it is none."""
    at = body_at(text)
    parts = text[at:].split(":")
    found = [_CORNER.fullmatch(part) for part in (parts[0], parts[-1])]
    first, last = found
    if len(parts) > 2 or first is None or last is None:
        raise ValueError(text)
    has_columns, has_rows = bool(first[2]), bool(first[4])
    if (has_columns, has_rows) != (bool(last[2]), bool(last[4])) or not (has_columns or has_rows):
        raise ValueError(text)
    if len(parts) == 1 and not (has_columns and has_rows):
        raise ValueError(text)
    form = "rows" if not has_columns else "columns" if not has_rows else "area" if len(parts) == 2 else "cell"
    return Reference(
        prefix=text[:at],
        rows=(int(first[4]), int(last[4])) if has_rows else (1, LAST_ROW),
        columns=(column_number(first[2]), column_number(last[2])) if has_columns else (1, LAST_COLUMN),
        # Without a column the only $ there is stands before the row: the first group takes it.
        fixed_rows=(first[3 if has_columns else 1] == "$", last[3 if has_columns else 1] == "$"),
        fixed_columns=(first[1] == "$" and has_columns, last[1] == "$" and has_columns),
        form=form,
    )


@lru_cache(maxsize=2048)
def read_name(text: str) -> NameReference:
    """Read a defined name with the sheet before it, if any."""
    at = body_at(text)
    prefix = text[:at]
    return NameReference(text[at:], (sheet_names(prefix)[0] or None) if prefix else None, "[" in prefix)


@lru_cache(maxsize=2048)
def read_structured(text: str) -> TableReference:
    """Read ``Tabel[kolonne]`` and its longer and shorter forms."""
    table, _, inner = text.partition("[")
    inner = inner[:-1]
    if inner.startswith("@"):
        columns = _brackets(inner[1:]) or ([_unescape(inner[1:])] if inner[1:] else [])
        return TableReference(table, tuple(columns), ("#This Row",), len(columns) > 1)
    pieces = _pieces(inner)
    parts = tuple(piece for piece in pieces if piece.startswith("#"))
    columns = [_unescape(piece) for piece in pieces if piece and not piece.startswith("#")]
    return TableReference(table, tuple(columns), parts, len(columns) > 1)


def body_at(text: str) -> int:
    """Tell where the sheet's prefix ends: after the ``!`` that follows it, or 0."""
    if text.startswith("'"):
        at = 1
        while True:
            at = text.index("'", at)
            if text[at : at + 2] != "''":
                return at + 2
            at += 2
    return text.find("!") + 1


def sheet_names(prefix: str) -> list[str]:
    """Name the sheets of a prefix as it stands (``'Bl''å'!``): one, or the first and the last."""
    inner = prefix.removesuffix("!")
    if inner.startswith("'"):
        inner = inner[1:-1].replace("''", "'")
    # A workbook's own name may hold a colon only before its bracket, a sheet's name never.
    return inner[inner.rfind("]") + 1 :].split(":")


def sheet_prefix(sheet: str) -> str:
    """Write a sheet's name as it stands before a reference, quoted where Excel wants it."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet):
        return sheet + "!"
    return "'" + sheet.replace("'", "''") + "'!"


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """Turn ``AB`` into 28."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def column_letters(number: int) -> str:
    """Turn 28 into ``AB``."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _pieces(inner: str) -> list[str]:
    """Split ``[#Headers],[a]:[b]``; what stands without brackets is one piece (XlsxWriter: ``[x],y``)."""
    if not inner.startswith("["):
        return [inner]
    pieces = _brackets(inner)
    bare = inner[inner.rfind(",") + 1 :] if not inner.endswith("]") else ""
    return [*pieces, bare] if bare else pieces


def _brackets(text: str) -> list[str]:
    found: list[str] = []
    at = start = 0
    while at < len(text):
        if text[at] == "'":
            at += 1
        elif text[at] == "[":
            start = at + 1
        elif text[at] == "]":
            piece = text[start:at]
            found.append(piece if piece.startswith("#") else _unescape(piece))
        at += 1
    return found


def _unescape(column: str) -> str:
    return re.sub(r"'(.)", r"\1", column)
