"""``python -m workbooks.build`` writes all templates; what they hold is in the other modules."""

from __future__ import annotations

from workbooks.build import write_all

if __name__ == "__main__":
    for path in write_all():
        print(path)
