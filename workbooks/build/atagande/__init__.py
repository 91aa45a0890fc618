"""The templates `atagande_kvalitetsplan` and `atagande_kvalitetsrapport`, sheet by sheet."""
