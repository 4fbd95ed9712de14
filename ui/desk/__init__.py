"""The Desk: scan, lend, return."""
