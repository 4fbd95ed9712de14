"""Whether an act stands: it was not undone, or it was done again as often as it was undone."""

STANDS = """
(WITH RECURSIVE link(no, links) AS (
  SELECT act.no, 0
  UNION ALL SELECT back.no, link.links + 1 FROM link JOIN act AS back ON back.undoes = link.no)
SELECT MAX(links) FROM link) % 2 = 0
"""
"""Of the `act` of the statement around it. An act is undone once, as each undoing is."""
