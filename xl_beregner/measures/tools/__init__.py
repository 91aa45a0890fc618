"""What is no statistic: which figures may be shown, and how money is shared out.

Editions and whole workbooks of figures are ``fields``'.
"""

from __future__ import annotations

from xl_beregner.measures.tools import (
    disclosure,
    resources,
)

__all__ = [
    "disclosure",
    "resources",
]
