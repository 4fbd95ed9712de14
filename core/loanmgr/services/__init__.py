"""The use cases: each gathers, decides by the rules, records, and reports."""
