"""How the columns of a list share its width: each shrinks to its words before any is dropped."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """What one column asks for, in pixels.

    Attributes:
        wanted: its width where there is room for all.
        least: the width that its heading and its words need, or less where it is to be cut.
        drop: the column with the highest number goes first; 0 always stays.
        takes_rest: it takes what the others leave.
    """

    wanted: int
    least: int
    drop: int = 0
    takes_rest: bool = False


def kept(needs: Mapping[int, Need], room: int) -> set[int]:
    """Return the columns that are shown in so much room."""
    result = set(needs)
    for number in sorted(needs, key=lambda n: -needs[n].drop):
        if needs[number].drop == 0 or sum(needs[n].least for n in result) <= room:
            break
        result.discard(number)
    return result


def widths(needs: Mapping[int, Need], room: int) -> dict[int, int]:
    """Return how wide each column is that does not take the rest.

    Where the words of those that take the rest would be cut, the others give what they can spare,
    each in proportion.
    """
    fixed = {number: need for number, need in needs.items() if not need.takes_rest}
    rest = sum(need.wanted for need in needs.values() if need.takes_rest)
    lacking = sum(need.wanted for need in fixed.values()) + rest - room
    spare = sum(need.wanted - need.least for need in fixed.values())
    if lacking <= 0 or spare <= 0:
        return {number: need.wanted for number, need in fixed.items()}
    part = min(1.0, lacking / spare)
    return {
        number: need.wanted - round((need.wanted - need.least) * part)
        for number, need in fixed.items()
    }
