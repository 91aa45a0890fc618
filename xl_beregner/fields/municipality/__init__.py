"""A municipality's figures: what its schools' add up to, and what of it may be shown."""
