"""The template `lus`, sheet by sheet."""
