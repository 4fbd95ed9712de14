"""Families and schools: the list, the record of one, adding one, and taking a payment."""
