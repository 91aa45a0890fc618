"""The template `skoleudviklingssamtale`, sheet by sheet."""
