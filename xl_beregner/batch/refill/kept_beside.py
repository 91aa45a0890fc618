"""An older file kept beside the new one until the folder is proven: ``navn.xlsx.tidligere``.

When it is moved away is `verify`'s matter, what it is kept for `docs/decisions/refill.md`'s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from xl_beregner.batch.collect.returned import EARLIER, kept_name
from xl_beregner.batch.folder import cannot_write, sha256_of
from xl_beregner.errors import OutputError


def keep_beside(file: Path, expected: Sequence[str]) -> Path:
    """Move a file to its name with ``.tidligere``, unless its content is none of those expected.

    Moved, not copied: whatever stands there at this moment is kept, also what was saved the moment
    before. The name of what was kept is free for the new file.
    """
    kept = _free(file)
    try:
        os.rename(file, kept)
    except OSError as error:
        raise cannot_write(file, error) from error
    if sha256_of(kept) not in expected:
        put_back(kept, file)
        raise OutputError("refill_fil_aendret_imens", fil=file.name)
    return kept


def put_back(kept: Path, file: Path) -> None:
    """Give a file its name back; what has come under that name since is left alone."""
    try:
        if not file.exists():
            os.rename(kept, file)
    except OSError as error:
        raise cannot_write(file, error) from error


def kept_files(folder: Path) -> Iterator[Path]:
    """List the files that were kept below a folder."""
    return (path for path in sorted(folder.rglob(f"*{EARLIER}*")) if original_of(path) is not None)


def orphans(folder: Path) -> list[Path]:
    """List kept files whose new file is not there: a run was killed between the two."""
    newest: dict[Path, Path] = {}
    for path in kept_files(folder):
        file = original_of(path)
        if file is not None and not file.exists():
            newest[file] = max(path, newest.get(file, path), key=number_of)
    return sorted(newest.values())


def original_of(path: Path) -> Path | None:
    """Tell which file a kept one was; None if it is none."""
    name = kept_name(path.name)
    return path.with_name(name) if name else None


def number_of(path: Path) -> int:
    """Tell which of several files kept one after the other it is."""
    return int(path.name.rpartition(EARLIER)[2].lstrip("-") or "1")


def _free(file: Path) -> Path:
    taken = [number_of(path) for path in kept_files(file.parent) if original_of(path) == file]
    number = max(taken, default=0) + 1
    return file.with_name(f"{file.name}{EARLIER}" + (f"-{number}" if number > 1 else ""))
