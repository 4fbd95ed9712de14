"""Choices that several messages offer."""

from ui.widgets.band import Choice

UNDO = Choice("undo", "Undo")
NEEDS_REPAIR = Choice("needs_repair", "Needs repair", "F9")
PARTS_MISSING = Choice("parts_missing", "Parts missing", "Shift+F9")
KEEP_HERE = Choice("keep_here", "Keep it here")
AGREEMENT = Choice("agreement", "Print agreement", "F5")
RECEIPT = Choice("receipt", "Print receipt", "F5")
SIGNED = Choice("signed_on_paper", "Agreement signed on paper")
HANDED_IN = Choice("handed_in", "It's being handed in")
HANDED_IN_ON = Choice("handed_in_on", "Handed in on\N{HORIZONTAL ELLIPSIS}")
READY = Choice("ready", "It's ready")
DAMAGED = Choice("damaged", "Damaged, to be paid\N{HORIZONTAL ELLIPSIS}")
KEEP_CHARGE = Choice("keep_charge", "Keep the charge")
WRONG = Choice("wrong", "Wrong instrument")
RENEW_INSTEAD = Choice("renew", "Renew instead", "F6")
LEAD_ONLY = ": lead only"
