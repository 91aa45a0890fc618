"""The cases as Excel's client script and as any other client put them on the wire, and what comes back.

The server itself is started by ``server.py``; what the wire looks like is told in ``hosts/wire.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from support.host_cases import Answer, Case, ErrorCell
from support.host_views import serial_number

Put = Callable[[Any], Any]


def whole(given: Any) -> Any:
    """Put an argument as it stands: a cell, or all rows of a range."""
    if isinstance(given, tuple):
        return [[_cell(cell) for cell in row] for row in given]
    return _cell(given)


def trimmed(given: Any) -> Any:
    """Put an argument as the client script does: always rows, down to the last that is used."""
    if given is None:
        return None
    rows = [[_cell(cell) for cell in row] for row in (given if isinstance(given, tuple) else ((given,),))]
    used = len(rows)
    while used > 1 and all(cell is None or cell == "" for cell in rows[used - 1]):
        used -= 1
    return {"rows": rows[:used], "height": len(rows)}


def payload(case: Case, put: Put, language: str = "da") -> bytes:
    """Write the body of a call."""
    arguments = [put(given) for given in case.arguments]
    return json.dumps({"function": case.function, "arguments": arguments, "language": language}).encode()


def read(status: int, body: bytes) -> Answer:
    """Read an answer as the contract tells it; anything else is told as it came."""
    told: Mapping[str, Any] = json.loads(body)
    if status == 200 and set(told) == {"rows"}:
        return list(told["rows"])
    if status == 400 and set(told) == {"error", "code"}:
        return told["code"], told["error"]
    return str(status), body.decode()


def _cell(cell: Any) -> Any:
    """Write a cell as Office.js hands it over: a date is its number, an error is marked."""
    if isinstance(cell, ErrorCell):
        return {"error": str(cell)}
    return serial_number(cell)
