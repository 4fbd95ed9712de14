"""Help: one page for each place, and the keyboard map."""
