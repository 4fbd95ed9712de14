"""Use cases through a real desk, on SQLite and on PostgreSQL."""
