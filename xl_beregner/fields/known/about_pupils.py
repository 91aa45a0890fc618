"""Lists of a school whose rows are pupils: what is typed beside one is about that pupil alone.

So it stays in the school year it was typed in, is shown as nobody's history, is gathered by nobody, and a
run keeps no more of such a list than a hash, as it does of a class.
"""

from __future__ import annotations

from typing import Final

PUPIL_LISTS: Final = frozenset(("lus_elever", "bedoemmelser"))


def is_about_pupils(table: str) -> bool:
    """Tell whether a list's rows are pupils; ``table`` as after ``felt_`` or ``svar_``.

    >>> is_about_pupils("lus_elever"), is_about_pupils("lus_trin")
    (True, False)
    """
    return table.casefold() in PUPIL_LISTS
