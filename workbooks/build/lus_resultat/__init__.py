"""The template `lus_resultat`, sheet by sheet."""
