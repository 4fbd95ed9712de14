"""Long drills, run by hand: ``python -m tests.drills``."""
