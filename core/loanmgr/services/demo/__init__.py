"""Made-up data: a register of any size with three years of history, the same for the same seed."""

from loanmgr.services.demo.making import SEED, DemoMade, DemoSize, make_demo
from loanmgr.services.demo.setting import DESK

__all__ = ["DESK", "SEED", "DemoMade", "DemoSize", "make_demo"]
