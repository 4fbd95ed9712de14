"""What is on the counter: baskets that no crash loses, priced as lending will price them.

Opening, adding, removing and parking are drafts; finishing is an act with one part an instrument.
"""

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
from loanmgr.services.baskets.views import (
    AlreadyOut,
    BasketLine,
    BasketView,
    Child,
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
    "Details",
    "Finish",
    "Finished",
    "OpenBasket",
    "ParkedBasket",
    "RemoveLine",
    "add_line",
    "choose",
    "current",
    "finish",
    "keep_details",
    "open_basket",
    "park",
    "parked",
    "put_back",
    "remove_line",
    "resume",
]
