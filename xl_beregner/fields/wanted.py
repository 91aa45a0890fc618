"""What a template asks for: lists, their columns (``tal__v1``) and single fields, looked up by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable


class Wanted:
    """The names asked for; ``None`` is all there is."""

    def __init__(self, names: Collection[str] | None) -> None:
        self._columns: dict[str, set[str]] | None = None if names is None else {}
        for name in names or ():
            table, parted, column = name.casefold().partition("__")
            found = {} if self._columns is None else self._columns
            found.setdefault(table, set()).update([column] if parted else ())

    def __contains__(self, name: str) -> bool:
        """Tell whether a list or single field is asked for."""
        return self._columns is None or name.casefold() in self._columns

    def any_of(self, names: Iterable[str]) -> bool:
        """Tell whether any of these is asked for; one that ends in ``*`` stands for all that begin so."""
        if self._columns is None:
            return True
        return any(
            name in self._columns
            or (name.endswith("*") and any(one.startswith(name[:-1]) for one in self._columns))
            for name in names
        )

    def any_column(self, table: str, columns: Collection[str]) -> bool:
        """Tell whether any of these columns is asked for; a list without columns is asked for whole."""
        if self._columns is None:
            return True
        named = self._columns.get(table)
        return named is not None and (not named or not named.isdisjoint(columns))
