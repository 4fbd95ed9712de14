"""The settings pages as a new user would use them."""
