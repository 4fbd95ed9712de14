"""The lists for the lead in the window."""
