"""What a workbook says of itself in ``docProps/app.xml``: which sheets it has.

Excel repairs a file whose list and sheets differ. The sheets themselves are `workbook`'s matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_beregner.ooxml.markup import Markup, escape
from xl_beregner.ooxml.patches import Patches


def with_sheets(markup: Markup, sheets: Sequence[str]) -> bytes:
    """Write the part anew with these sheets, and nothing else named; as it is where it names none."""
    pairs, listed = markup.root.child("HeadingPairs"), markup.root.child("TitlesOfParts")
    if pairs is None or listed is None:
        return markup.data
    edits = Patches()
    v = markup.prefix(next(pairs.all("lpstr"), pairs)).decode()
    word = next((found.text for found in pairs.all("lpstr")), "")
    titles = "".join(f"<{v}lpstr>{escape(sheet)}</{v}lpstr>" for sheet in sheets)
    heading = (
        f"<{v}variant><{v}lpstr>{escape(word)}</{v}lpstr></{v}variant>"
        f"<{v}variant><{v}i4>{len(sheets)}</{v}i4></{v}variant>"
    )
    for element, size, kind, text in (
        (pairs, 2, "variant", heading),
        (listed, len(sheets), "lpstr", titles),
    ):
        vector = f'<{v}vector size="{size}" baseType="{kind}">{text}</{v}vector>'
        edits.replace(element.open_end, element.close, vector.encode())
    return edits.apply(markup.data)
