"""The template `arsrapport`: a municipality's year, its schools' reports and plans gathered."""
