"""The template `datapakke`, sheet by sheet."""
