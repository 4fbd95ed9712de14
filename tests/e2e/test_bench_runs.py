"""The benches run on a small scale, so that both sides keep giving the same answers."""

from pathlib import Path

import pytest

from tests.bench.__main__ import NAMES, measure
from tests.bench.plan import quick
from tests.bench.registers import Registers
from tests.databases import Room


@pytest.mark.parametrize("name", NAMES)
def test_both_sides_of_a_bench_agree(name: str, room: Room, bench_folder: Path) -> None:
    """Answers, rows and bytes are compared inside; times are nobody's business here."""
    lines = measure([name], quick(Registers(bench_folder, room.cluster())))
    assert [line.what for line in lines if line.figure < 0] == []
    assert len(lines) > 1


@pytest.fixture(scope="module")
def bench_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the small registers are kept from one bench to the next."""
    return tmp_path_factory.mktemp("bench")
