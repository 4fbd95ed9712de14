"""What is on the counter: baskets that no crash loses, priced as lending will price them.

Opening, adding, removing and parking are drafts; finishing is an act with one part an instrument.
"""

from loanmgr.services.baskets.counters import (
    Counters,
    OnCounter,
    on_counter,
    taken_over,
    unfinished,
)
from loanmgr.services.baskets.finishing import Finish, Finished, finish
from loanmgr.services.baskets.keeping import (
    AddLine,
    Choose,
    Details,
    OpenBasket,
    RemoveLine,
    add_line,
    choose,
    keep_details,
    open_basket,
    park,
    put_back,
    remove_line,
    resume,
)
from loanmgr.services.baskets.paying import Paying, keep_paying
from loanmgr.services.baskets.swapping import HireAnew, hire_anew
from loanmgr.services.baskets.theirs import AlreadyOut
from loanmgr.services.baskets.typing import HalfTyped, keep_typed
from loanmgr.services.baskets.views import (
    BasketLine,
    BasketView,
    Child,
    Instead,
    ParkedBasket,
    current,
    parked,
)

__all__ = [
    "AddLine",
    "AlreadyOut",
    "BasketLine",
    "BasketView",
    "Child",
    "Choose",
    "Counters",
    "Details",
    "Finish",
    "Finished",
    "HalfTyped",
    "HireAnew",
    "Instead",
    "OnCounter",
    "OpenBasket",
    "ParkedBasket",
    "Paying",
    "RemoveLine",
    "add_line",
    "choose",
    "current",
    "finish",
    "hire_anew",
    "keep_details",
    "keep_paying",
    "keep_typed",
    "on_counter",
    "open_basket",
    "park",
    "parked",
    "put_back",
    "remove_line",
    "resume",
    "taken_over",
    "unfinished",
]
