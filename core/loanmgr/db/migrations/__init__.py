"""Every step from one released schema to the next; steps only go forward."""
