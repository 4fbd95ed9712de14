"""Rules, tried on plain values: no database, no window."""
