"""Jobs: what takes longer than a moment, planned by looks and done by many short acts."""
