"""The template of a school's rating of its own work, Danish and Swedish."""
