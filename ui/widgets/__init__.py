"""Small parts that pages are made of; import each from its own module."""
