"""Whole stories, through the real window, a real thread and a real file."""
