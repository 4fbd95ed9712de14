"""The billing run: what it would charge, charging, and taking it back."""
