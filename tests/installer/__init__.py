"""The commands that install and start the program."""
