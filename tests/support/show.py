"""Pictures of each printed page of a workbook, for people to look at.

``python tests/support/show.py WORKBOOK... [--out DIR] [--dpi N]`` writes one PNG a page, named
by workbook, page and sheet; the printing itself is in ``engines.py``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, outside pytest

from support.engines import pictures


def main() -> None:
    """Make the pictures and print where they lie."""
    parser = argparse.ArgumentParser(description="Pictures of each printed page of a workbook.")
    parser.add_argument("workbooks", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("billeder"))
    parser.add_argument("--dpi", type=int, default=90)
    asked = parser.parse_args()
    for workbook in asked.workbooks:
        for picture in pictures(workbook, asked.out, asked.dpi):
            print(picture)


if __name__ == "__main__":
    main()
