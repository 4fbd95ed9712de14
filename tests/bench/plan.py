"""What a run of the benches measures on: sizes, counts and the registers themselves."""

from dataclasses import dataclass

from tests.bench.registers import Registers, Size

FULL = Size(100_000, 110_000, 1_000_000)
SMALL = Size(300, 200, 600)
GROWTH = (Size(10_000, 11_000, 100_000), Size(1_000_000, 400_000, 1_000_000))
"""A third of a million instruments are out at the last: they need as many children to play them."""

SMALL_GROWTH = (Size(200, 200, 400), Size(400, 200, 800))


@dataclass(frozen=True)
class Plan:
    """How much of everything a run takes."""

    registers: Registers
    size: Size = FULL
    growth: tuple[Size, Size] = GROWTH
    """The smaller and the larger register."""
    operations: int = 2000
    warm_up: int = 200
    terms: int = 200
    """Common and absent terms of each length."""
    desks: int = 12
    starts: int = 15
    """How often a whole process is started."""
    pause_seconds: float = 0.2
    visits: int = 60
    """Families of the robot's Saturday."""
    scans: int = 10_000
    """Scans in one process, to see whether its memory stays as it is."""


def quick(registers: Registers) -> Plan:
    """Return a plan that only shows that both sides still agree."""
    return Plan(
        registers,
        SMALL,
        SMALL_GROWTH,
        operations=24,
        warm_up=2,
        terms=5,
        desks=3,
        starts=1,
        pause_seconds=0.0,
        visits=6,
        scans=60,
    )
