"""The 98 Danish municipalities by the names official statistics use, and what a person may write for them.

Without a network a misspelt name can be told at once, and nothing is asked of the service in vain.
"""

from __future__ import annotations

from difflib import get_close_matches

from xl_beregner.headings import plain

NAMES = (
    "Albertslund", "Allerød", "Assens", "Ballerup", "Billund", "Bornholm", "Brøndby", "Brønderslev",
    "Dragør", "Egedal", "Esbjerg", "Fanø", "Favrskov", "Faxe", "Fredensborg", "Fredericia",
    "Frederiksberg", "Frederikshavn", "Frederikssund", "Furesø", "Faaborg-Midtfyn", "Gentofte",
    "Gladsaxe", "Glostrup", "Greve", "Gribskov", "Guldborgsund", "Haderslev", "Halsnæs", "Hedensted",
    "Helsingør", "Herlev", "Herning", "Hillerød", "Hjørring", "Holbæk", "Holstebro", "Horsens",
    "Hvidovre", "Høje-Taastrup", "Hørsholm", "Ikast-Brande", "Ishøj", "Jammerbugt", "Kalundborg",
    "Kerteminde", "Kolding", "København", "Køge", "Langeland", "Lejre", "Lemvig", "Lolland",
    "Lyngby-Taarbæk", "Læsø", "Mariagerfjord", "Middelfart", "Morsø", "Norddjurs", "Nordfyns",
    "Nyborg", "Næstved", "Odder", "Odense", "Odsherred", "Randers", "Rebild", "Ringkøbing-Skjern",
    "Ringsted", "Roskilde", "Rudersdal", "Rødovre", "Samsø", "Silkeborg", "Skanderborg", "Skive",
    "Slagelse", "Solrød", "Sorø", "Stevns", "Struer", "Svendborg", "Syddjurs", "Sønderborg", "Thisted",
    "Tønder", "Tårnby", "Vallensbæk", "Varde", "Vejen", "Vejle", "Vesthimmerlands", "Viborg",
    "Vordingborg", "Ærø", "Aabenraa", "Aalborg", "Aarhus",
)  # fmt: skip

_ENDINGS = ("_kommune", "_regionskommune", "_municipality")
_MOST_SUGGESTED = 3


def find_municipality(written: str) -> str | None:
    """Give the name official statistics use: ``københavns kommune`` is ``København``."""
    word = _bare(written)
    known = {_bare(name): name for name in NAMES}
    # A name that ends in s of its own (Randers, Horsens) is known as it stands.
    return known.get(word) or known.get(word.removesuffix("s")) or known.get(f"{word}s")


def close_to(written: str) -> list[str]:
    """Suggest what may have been meant."""
    known = {_bare(name): name for name in NAMES}
    found = get_close_matches(_bare(written), known, n=_MOST_SUGGESTED, cutoff=0.6)
    return [known[word] for word in found]


def _bare(name: str) -> str:
    word = plain(name)
    for ending in _ENDINGS:
        word = word.removesuffix(ending)
    return word
