"""The first run, and every other time that a register is chosen."""
