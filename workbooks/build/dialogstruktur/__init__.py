"""The template `dialogstruktur`: Malmö's structure of dialogues, sheet by sheet."""
