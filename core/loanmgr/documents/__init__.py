"""Labels and papers: plain values in, bytes out. No database, no window, no clock."""
