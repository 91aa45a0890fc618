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
