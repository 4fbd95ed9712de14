"""Pictures of the window, taken by driving it: for the help, and to be looked at."""
