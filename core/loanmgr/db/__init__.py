"""The tables, how to open the database that holds them, and how to speak to it."""
