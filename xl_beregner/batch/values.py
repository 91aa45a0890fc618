"""Values as text: a line of JSON, and a hash of all that a file is made from.

Always the same text for the same values: manifests are compared byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson

_MANIFEST = orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_INPUTS = _MANIFEST | orjson.OPT_PASSTHROUGH_DATETIME


def json_line(tree: Mapping[str, Any]) -> str:
    """Write values on one line: dates in ISO, NaN as null."""
    return _dumps(tree, _other, _MANIFEST).decode()


def hash_of(inputs: Any) -> str:
    """Hash values; a date is told apart from the text that reads the same."""
    return hashlib.sha256(_dumps(inputs, _tagged, _INPUTS)).hexdigest()


def without_pupils(
    written: Mapping[str, Any],
    *,
    is_one_pupil: bool = False,
    is_about_pupils: Callable[[str], bool] = lambda table: True,
) -> dict[str, Any]:
    """Keep of a class's values what is the class's; each list becomes its length and one hash.

    A list holds pupils, a row each or several; of a school some do (``is_about_pupils``). Of a pupil's own
    values nothing stays but one hash of all: a hash of a single name or mark would give it away to whoever
    tries them out.
    """
    if is_one_pupil:
        return {"sha256": hash_of(written)}
    kept: dict[str, Any] = {}
    lists: dict[str, dict[str, Any]] = {}
    for name, value in written.items():
        table, parted, _ = name.partition("__")
        if parted and is_about_pupils(table.removeprefix("felt_")):
            lists.setdefault(table, {})[name] = value
        else:
            kept[name] = value
    for table, columns in lists.items():
        kept[table] = {"raekker": len(next(iter(columns.values()))), "sha256": hash_of(columns)}
    return kept


def _dumps(tree: Any, other: Callable[[Any], Any], options: int) -> bytes:
    try:
        return orjson.dumps(tree, other, options)
    except orjson.JSONEncodeError as error:
        # orjson makes a TypeError of whatever ends its callback, of Ctrl-C too.
        if error.__cause__ is not None and not isinstance(error.__cause__, Exception):
            raise error.__cause__ from None
        raise


def _other(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else str(value)


def _tagged(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else {type(value).__name__: str(value)}
