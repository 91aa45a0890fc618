"""The template `maalformulering`, sheet by sheet."""
