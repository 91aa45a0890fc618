"""The templates of a survey, of a school and of a municipality, Danish and Swedish."""
