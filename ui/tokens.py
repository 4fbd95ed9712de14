"""Colours, type sizes (points) and lengths (logical pixels at 100 % text) of the windows."""

from dataclasses import dataclass, fields
from typing import Literal

Tone = Literal["ok", "info", "ask", "warn", "stop", "repair", "neutral"]
"""What a message or status is like. An *ask* wears the colours of *warn*, in another shape."""

TONES: tuple[Tone, ...] = ("ok", "info", "ask", "warn", "stop", "repair", "neutral")


@dataclass(frozen=True)
class Tokens:
    """One theme: every colour by what it is for, written as #RRGGBB."""

    bg: str
    surface: str
    surface2: str
    text: str
    text2: str
    disabled: str
    border: str
    border_strong: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    on_selection: str
    focus: str
    ok: str
    ok_bg: str
    info: str
    info_bg: str
    warn: str
    warn_bg: str
    stop: str
    stop_bg: str
    repair: str
    repair_bg: str
    neutral: str
    neutral_bg: str
    chart: tuple[str, ...]
    dark: bool = False

    def colour(self, name: str) -> str:
        """Return a colour by its name or by a tone, so that data can choose it."""
        if name == "ask":
            name = "warn"
        elif name == "ask_bg":
            name = "warn_bg"
        value: str = getattr(self, name)
        return value

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of all colours, the chart's apart."""
        return tuple(f.name for f in fields(Tokens) if f.name not in {"chart", "dark"})


LIGHT = Tokens(
    bg="#F5F6F7",
    surface="#FFFFFF",
    surface2="#EDEFF2",
    text="#1B2430",
    text2="#4B5766",
    disabled="#6B7683",
    border="#C9D0D8",
    border_strong="#7A8694",
    accent="#1F5FA8",
    accent_hover="#184C87",
    on_accent="#FFFFFF",
    selection="#DCE9F7",
    on_selection="#12283F",
    focus="#0B3D78",
    ok="#1A6B3C",
    ok_bg="#E3F3E9",
    info="#1F5FA8",
    info_bg="#E4EEF9",
    warn="#7A4B00",
    warn_bg="#FFF1D6",
    stop="#A3231F",
    stop_bg="#FCE8E6",
    repair="#5B3E8F",
    repair_bg="#EFE9F8",
    neutral="#4B5766",
    neutral_bg="#EDEFF2",
    chart=("#1F5FA8", "#B25E09", "#1A6B3C", "#5B3E8F", "#A3231F", "#4B5766"),
)

DARK = Tokens(
    bg="#161B21",
    surface="#1F262E",
    surface2="#2A333D",
    text="#E8ECF1",
    text2="#B4BECA",
    disabled="#8B97A5",
    border="#3B4652",
    border_strong="#8694A3",
    accent="#7DB4F0",
    accent_hover="#9CC7F5",
    on_accent="#0E1B2A",
    selection="#23415F",
    on_selection="#F2F7FC",
    focus="#FFD166",
    ok="#7BD3A0",
    ok_bg="#173527",
    info="#8CBDF2",
    info_bg="#1B3047",
    warn="#F2C063",
    warn_bg="#3A2D12",
    stop="#FF9C94",
    stop_bg="#442020",
    repair="#C3ABF0",
    repair_bg="#2F2745",
    neutral="#B4BECA",
    neutral_bg="#2A333D",
    chart=("#7DB4F0", "#F2A65A", "#7BD3A0", "#C3ABF0", "#FF9C94", "#B4BECA"),
    dark=True,
)


@dataclass(frozen=True)
class Space:
    """Steps of the 4 px grid."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - the name of a size
    xl: int = 24
    xxl: int = 32


@dataclass(frozen=True)
class Type:
    """The five type sizes, in points, and the two weights."""

    meta: float = 9.5
    body: float = 10.5
    section: float = 12.0
    page: float = 15.0
    amount: float = 20.0
    regular: int = 400
    strong: int = 600


@dataclass(frozen=True)
class Size:
    """Heights and widths of things, in logical pixels at 100 % text."""

    control: int = 36
    table_control: int = 24
    scan_box: int = 48
    top_bar: int = 64
    row_desk: int = 40
    row: int = 32
    row_compact: int = 28
    icon: int = 20
    icon_table: int = 16
    icon_band: int = 24
    nav: int = 216
    nav_narrow: int = 140
    narrow_below: int = 1200
    panel: int = 560
    radius: int = 6
    card_radius: int = 8
    bar: int = 6
    ring: int = 2
    ring_gap: int = 4


SPACE = Space()
TYPE = Type()
SIZE = Size()

SMALLEST_SCALE = 0.9
LARGEST_SCALE = 1.5


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
