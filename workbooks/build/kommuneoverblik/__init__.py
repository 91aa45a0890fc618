"""The template `kommuneoverblik`, sheet by sheet."""
