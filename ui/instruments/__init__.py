"""Instruments: the list, the record of one, and adding one."""
