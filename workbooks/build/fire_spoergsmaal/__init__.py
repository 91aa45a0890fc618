"""The templates of the four questions, of a school and of a municipality."""
