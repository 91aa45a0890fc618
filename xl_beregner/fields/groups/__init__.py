"""Figures of groups within a school: the themes of a data pack, and early signs with their uncertainty."""
