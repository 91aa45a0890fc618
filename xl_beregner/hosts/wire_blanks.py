"""The blank end of a whole column, taken out of a call before it is read as JSON.

A client that does not trim sends a million rows of ``[""]``. Read one by one they hold up every
other call for half a second; as bytes they are a long run of the same few, found and stepped over at
once. The rows are put back when the call has been read, all of them one and the same row. What stands
for a run is named anew for each call, so that no caller can send one.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import orjson

_LARGE = 200_000  # bytes; below it there is nothing to win
_STEP = 4096
_ROWS = (b',[""]', b",[null]")


def read(payload: bytes) -> tuple[Any, str]:
    """Read JSON, its long runs of blank rows as ``{mark: how many}``; give the mark, "" without runs.

    Raises
    ------
    orjson.JSONDecodeError
        It is no JSON.
    """
    short, mark = payload, secrets.token_hex(16)
    if len(payload) > _LARGE:
        for row in _ROWS:
            short = _shortened(short, row, mark)
    if short is payload:
        return orjson.loads(payload), ""
    try:
        return orjson.loads(short), mark
    except orjson.JSONDecodeError:  # the run stood in a text, and the mark has ended that text
        return orjson.loads(payload), ""


def put_back(rows: list[Any], mark: str, most: int) -> list[Any] | None:
    """Put blank rows back in; None where they would be more than a sheet has."""
    if not mark:
        return rows
    laid: list[Any] = []
    for row in rows:
        count = row.get(mark) if type(row) is dict else None
        if count is None:
            laid.append(row)
        elif count > most - len(laid):
            return None
        else:
            laid += [[None]] * count
    return laid


def _shortened(payload: bytes, row: bytes, mark: str) -> bytes:
    block = row * _STEP
    begin = payload.find(block)
    if begin < 0:
        return payload
    kept, done = [], 0
    further = re.compile(b"(?:%b)*" % re.escape(row))
    while begin >= 0:
        end = begin
        while payload.startswith(block, end):
            end += len(block)
        found = further.match(payload, end)
        end = found.end() if found else end
        kept += [payload[done:begin], b',{"%b":%d}' % (mark.encode(), (end - begin) // len(row))]
        done, begin = end, payload.find(block, end)
    return b"".join([*kept, payload[done:]])
