"""Reminders: to who left with something still out, and to who pays late."""

from loanmgr.services.reminders.late import Owing, owing
from loanmgr.services.reminders.said import LATE, LEAVERS, Has, Owed, Reminder
from loanmgr.services.reminders.sending import (
    AskReminders,
    BeginReminders,
    RemindersSent,
    accounts,
    begin,
    reminders,
    sent,
)

__all__ = [
    "LATE",
    "LEAVERS",
    "AskReminders",
    "BeginReminders",
    "Has",
    "Owed",
    "Owing",
    "Reminder",
    "RemindersSent",
    "accounts",
    "begin",
    "owing",
    "reminders",
    "sent",
]
