"""The templates of the year's steps, Danish and Swedish."""
