"""The schools of a service's area: brought in from the national register or a list of our own."""

from loanmgr.services.schools.loading import (
    Loaded,
    LoadSchools,
    areas_before,
    load_schools,
    try_schools,
    urns_here,
)
from loanmgr.services.schools.matching import Line

__all__ = [
    "Line",
    "LoadSchools",
    "Loaded",
    "areas_before",
    "load_schools",
    "try_schools",
    "urns_here",
]
