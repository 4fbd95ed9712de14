"""Tests of the Labels place."""
