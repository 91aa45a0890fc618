"""The template `uppfoljningsplan`: what is followed at a school, form by form, and what comes of it."""
