"""The template `resultataftale`, sheet by sheet."""
