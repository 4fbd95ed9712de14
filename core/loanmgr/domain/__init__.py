"""The rules of lending, pricing and naming: pure functions on plain values."""
