"""A single workbook put where the command said, and an older one of that name kept beside it.

How the files of a whole run get their names is ``folder``'s matter.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from xl_beregner.batch.unit import write_whole
from xl_beregner.batch.why import Why
from xl_beregner.errors import OutputError

_EARLIER = "tidligere"


def write_keeping(path: Path, data: bytes) -> Path | None:
    """Write a file whole or not at all; what stood there is kept, and told where.

    Returns
    -------
    Path or None
        Where the older file lies now; None if there was none, or if it was the same.

    Raises
    ------
    OutputError
        It cannot be written; then all is as it was.
    """
    temporary = path.with_name(f".xb-{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() == data:
            return None
        write_whole(temporary, data)
        kept = _kept(path) if path.exists() else None
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError("batch_kan_ikke_skrive", fil=str(path), grund=Why.of(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return kept


def _kept(path: Path) -> Path:
    """Give the older file a second name, free until now; it never goes without one."""
    number = 1
    while True:
        mark = _EARLIER if number == 1 else f"{_EARLIER}-{number}"
        kept = path.with_name(f"{path.stem}.{mark}{path.suffix}")
        number += 1
        if kept.exists():
            continue
        try:
            os.link(path, kept)
        except FileExistsError:
            continue
        except OSError:  # a file system without links: then it is moved
            os.rename(path, kept)
        return kept
