"""The example datasets: what makes them, the same each time."""
