"""One run of the command line: which register it opens, as whom, and on which day."""

from argparse import Namespace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from loanmgr import settings as settings_file
from loanmgr.cli.usage import UsageError
from loanmgr.desk import Desk
from loanmgr.domain.errors import StoreError
from loanmgr.settings import Settings


class Session:
    """What the commands need besides their own arguments."""

    def __init__(self, options: Namespace) -> None:
        self.as_json: bool = options.json
        self.staff: str | None = options.staff
        self.today: date = options.today or datetime.now().astimezone().date()
        folder = Path(options.data) if options.data else None
        self.settings: Settings = settings_file.load(folder, options.database)

    @cached_property
    def desk(self) -> Desk:
        """Open the register, at first use."""
        self.check_address()
        file = make_url(self.settings.url).database
        if self.settings.url.startswith("sqlite") and file and not Path(file).exists():
            # Opening it would make an empty file.
            self._no_register()
        try:
            return Desk.open(
                self.settings.url,
                desk_name=self.settings.command_line_desk,
                staff=self.staff,
                today=lambda: self.today,
            )
        except StoreError as fault:
            if fault.code == "no_register":
                self._no_register()
            raise

    def check_address(self) -> None:
        """Refuse the address of a database that cannot be one of ours."""
        if not self.settings.database:
            return
        try:
            backend = make_url(self.settings.database).get_backend_name()
        except (ArgumentError, ValueError):
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            raise UsageError(
                "The database is named by a URL such as postgresql://name@server/register"
                " or sqlite:////folder/register.sqlite."
            )

    def close(self) -> None:
        """Close the register, if it was opened."""
        if "desk" in self.__dict__:
            self.desk.close()

    def _no_register(self) -> NoReturn:
        where = "that database" if self.settings.database else str(self.settings.folder)
        same = "with the same options" if self.settings.database else "there"
        raise StoreError(
            f"There is no register in {where} yet. Make one {same}: loanmgr init.", "no_register"
        ) from None
