"""The standard templates as code: one small module a template, `look` for what they share.

``python -m workbooks.build`` writes them all to ``workbooks/skabeloner``, and the other workbooks beside
it; a test proves that what is committed there is what this writes. How a template is filled is told in
``xl_beregner.filling``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "skabeloner"


def builders() -> Mapping[str, Callable[[], bytes]]:
    """Every template by its path below ``workbooks/skabeloner``, and what builds its bytes."""
    from workbooks.build import resultataftale

    return {"da/resultataftale.xlsx": resultataftale.build}


def others() -> Mapping[str, Callable[[], bytes]]:
    """Every workbook that is no template, by its path below ``workbooks``, and what builds its bytes."""
    from workbooks.build import udf_check

    return {"udf_check.xlsx": udf_check.build}


def write_all(folder: Path = TEMPLATES.parent) -> list[Path]:
    """Build everything into ``folder`` and tell which files were written."""
    written = []
    templates = {f"{TEMPLATES.name}/{name}": build for name, build in builders().items()}
    for name, build in {**templates, **others()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build())
        written.append(path)
    return written
