"""The fields that tell of similar schools: columns of the list `tal` and its like, and how they were found.

What fills them is ``similar``. Importing this costs nothing.
"""

from __future__ import annotations

from typing import Final

COLUMNS: Final = (
    "lignende", "lignende_nedre", "lignende_oevre", "lignende_halvdel", "lignende_antal", "mod_lignende",
)  # fmt: skip
LINE: Final = "lignende_linje"
# What stands out among all figures, in words: from the year before, from similar schools.
IN_WORDS: Final = ("udvikling_i_ord", "lignende_i_ord")
SCALARS: Final = (LINE, *IN_WORDS)
