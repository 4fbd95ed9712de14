"""Models and migrations make the same tables, and registers of older versions go on working."""
