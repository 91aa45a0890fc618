"""The standard templates as code: one small module a template, `look` for what they share.

``python -m workbooks.build`` writes them all to ``workbooks/skabeloner``; a test proves that what is
committed there is what this writes. How a template is filled is told in ``xl_beregner.filling``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "skabeloner"


def builders() -> Mapping[str, Callable[[], bytes]]:
    """Every template by its path below ``workbooks/skabeloner``, and what builds its bytes."""
    from workbooks.build import resultataftale

    return {"da/resultataftale.xlsx": resultataftale.build}


def write_all(folder: Path = TEMPLATES) -> list[Path]:
    """Build every template into ``folder`` and tell which files were written."""
    written = []
    for name, build in builders().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build())
        written.append(path)
    return written
