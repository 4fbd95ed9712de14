"""The desk: scans, questions, checkout, and its page."""
