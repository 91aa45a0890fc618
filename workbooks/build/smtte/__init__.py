"""The template `smtte`, sheet by sheet."""
