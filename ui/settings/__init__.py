"""Settings: what is true of this computer, and what the service has decided."""
