"""What a music service owns: how much of each type, in which sizes, by whom made, worth what.

Weights are shares of the stock; sums are whole pence. A type not named here still gets a few.
"""

from typing import NamedTuple


class Make(NamedTuple):
    """A maker's model, and what one costs new."""

    make: str
    model: str
    new_pence: int


class Stocked(NamedTuple):
    """How a type is stocked."""

    weight: float
    makes: tuple[Make, ...]
    sizes: tuple[float, ...] = ()
    """Weights of the sizes, in the policy's order; what is beyond its end gets the last one."""
    for_pupils: bool = True
    """Lent to children at the desk; otherwise it goes to schools."""


PLAIN = Stocked(0.15, (Make("", "", 6000),), for_pupils=False)
"""How a type is stocked that nothing is said of."""


def _made(*models: str) -> tuple[Make, ...]:
    """Read makes written ``Make|Model|pounds``."""
    split = (model.split("|") for model in models)
    return tuple(Make(make, model, int(pounds) * 100) for make, model, pounds in split)


STOCK = {
    "violin": Stocked(
        20,
        _made(
            "Stentor|Student I|95",
            "Stentor|Student II|129",
            "Stentor|Conservatoire|259",
            "Primavera|100|110",
            "Primavera|200|165",
            "Forenza|Prima 2|99",
            "Eastman|VL80|210",
        ),
        (0.1, 0.5, 0.6, 1.5, 4, 6, 6, 0.3, 4),
    ),
    "viola": Stocked(
        3,
        _made("Stentor|Student I|139", "Stentor|Student II|179", "Primavera|200|189"),
        (1, 1.5, 2, 2, 1, 0.8, 0.2, 0.2),
    ),
    "cello": Stocked(
        6,
        _made(
            "Stentor|Student I|389",
            "Stentor|Student II|469",
            "Primavera|90|420",
            "Eastman|VC80|690",
        ),
        (0.05, 0.3, 0.6, 2, 3, 3, 0.2, 2),
    ),
    "double_bass": Stocked(
        1.2,
        _made("Stentor|Student I|899", "Primavera|90|949", "Boosey|Prelude|1150"),
        (0.05, 0.2, 0.6, 1.5, 1.5, 1),
    ),
    "harp": Stocked(0.3, _made("Camac|Mélusine|2950", "Pilgrim|Clarsach|2400")),
    "flute": Stocked(
        7,
        _made(
            "Yamaha|YFL-212|465", "Trevor James|10X|395", "Jupiter|JFL700|429", "Nuvo|jFlute|125"
        ),
        (5, 1.5, 0.6),
    ),
    "piccolo": Stocked(0.2, _made("Yamaha|YPC-32|540", "Trevor James|Privilege|365")),
    "clarinet": Stocked(
        8,
        _made(
            "Buffet Crampon|Prodige|510",
            "Yamaha|YCL-255|560",
            "Jupiter|JCL700|399",
            "Nuvo|Clarinéo|135",
        ),
        (8, 1, 0.3, 0.2, 0.4, 1.5),
    ),
    "oboe": Stocked(0.9, _made("Howarth|B|1650", "Fox|333|1890", "Jupiter|JOB1000|1390")),
    "bassoon": Stocked(0.6, _made("Fox|Renard 41|3950", "Howarth|Mini|2450"), (1, 1, 1)),
    "saxophone": Stocked(
        4,
        _made("Yamaha|YAS-280|899", "Jupiter|JAS500|699", "Trevor James|Classic|575"),
        (0.2, 5, 1.2, 0.3, 0.5),
    ),
    "recorder": Stocked(4, _made("Aulos|303A|9", "Yamaha|YRS-24B|8", "Mollenhauer|Prima|39")),
    "cornet": Stocked(
        4, _made("Besson|BE120|410", "Yamaha|YCR-2330|560", "John Packer|JP171|289"), (8, 0.4)
    ),
    "trumpet": Stocked(
        6,
        _made(
            "Yamaha|YTR-2330|465", "Jupiter|JTR500|365", "John Packer|JP051|259", "pTrumpet||110"
        ),
        (6, 0.3, 2),
    ),
    "pbuzz": Stocked(1.5, _made("Warwick Music|pBuzz|22"), for_pupils=False),
    "flugel": Stocked(0.2, _made("John Packer|JP154|520")),
    "tenor_horn": Stocked(
        2, _made("Besson|BE152|890", "John Packer|JP072|480", "Yamaha|YAH-203|960")
    ),
    "french_horn": Stocked(
        1.2, _made("Yamaha|YHR-314|1450", "John Packer|JP161|690", "Holton|H602|1390"), (2, 1, 1, 1)
    ),
    "baritone": Stocked(1, _made("Besson|BE157|1250", "John Packer|JP173|640")),
    "euphonium": Stocked(0.9, _made("Besson|BE162|1690", "Yamaha|YEP-201|1390")),
    "trombone": Stocked(
        3, _made("Yamaha|YSL-354|560", "Jupiter|JTB500|430", "pBone|pBone|119"), (4, 1, 3)
    ),
    "tuba": Stocked(0.6, _made("Besson|BE177|2950", "John Packer|JP078|1490")),
    "classical_guitar": Stocked(
        4, _made("Yamaha|C40|139", "Admira|Alba|109", "Valencia|VC200|75"), (1, 3, 4, 3)
    ),
    "acoustic_guitar": Stocked(1, _made("Yamaha|F310|149", "Tanglewood|TWC|129"), (0.5, 1, 2, 3)),
    "guitar": Stocked(0.6, _made("Encore|ENC36|69", "Herald|HL34|55"), (1, 2, 2, 1)),
    "electric_guitar": Stocked(0.8, _made("Squier|Bullet|165", "Yamaha|Pacifica 012|199")),
    "bass_guitar": Stocked(0.4, _made("Squier|Bronco|189", "Yamaha|TRBX174|229")),
    "ukulele": Stocked(
        6, _made("Mahalo|Rainbow|29", "Kala|KA-15|59", "Octopus|Academy|35"), (8, 2, 1, 0.3)
    ),
    "keyboard": Stocked(3, _made("Yamaha|PSR-E373|225", "Casio|CT-S300|179"), (6, 1, 1)),
    "digital_piano": Stocked(0.5, _made("Yamaha|P-145|429", "Roland|FP-10|449"), for_pupils=False),
    "upright_piano": Stocked(0.1, _made("Kemble|Cambridge|3200"), for_pupils=False),
    "accordion": Stocked(0.2, _made("Hohner|Bravo|690")),
    "drum_kit": Stocked(0.9, _made("Mapex|Tornado|329", "Roland|TD-02K|389")),
    "tuned_percussion": Stocked(
        1, _made("Percussion Plus|Glockenspiel|45", "Studio 49|Xylophone|290"), for_pupils=False
    ),
    "orchestral_percussion": Stocked(0.4, _made("Premier|Timpani|890"), for_pupils=False),
    "cajon": Stocked(0.8, _made("Percussion Plus|Cajón|75", "Schlagwerk|CP82|89")),
    "djembe": Stocked(3, _made("Percussion Plus|Slap|55", "Remo|Kids|69"), for_pupils=False),
    "samba_kit": Stocked(0.3, _made("Percussion Plus|Samba 30|620"), for_pupils=False),
    "steel_pan": Stocked(
        0.6, _made("Pantonic|Tenor|540", "Gill's Pans|Standard|610"), for_pupils=False
    ),
    "taiko": Stocked(0.2, _made("Kagemusha|Junior|340"), for_pupils=False),
    "gamelan": Stocked(0.05, _made("Soetji|Slendro|4900"), for_pupils=False),
    "tabla": Stocked(0.3, _made("Bina|Concert|260")),
    "dhol": Stocked(0.3, _made("Bina|Bhangra|150")),
    "tablet": Stocked(
        1.5, _made("Apple|iPad 10.2|319", "Samsung|Tab A9|179"), (4, 1), for_pupils=False
    ),
    "laptop": Stocked(0.4, _made("Lenovo|V15|429"), for_pupils=False),
    "midi_controller": Stocked(0.5, _made("Akai|MPK Mini|89", "Novation|Launchkey|169"), (3, 1, 1)),
    "interface": Stocked(0.3, _made("Focusrite|Scarlett 2i2|149"), for_pupils=False),
    "microphone": Stocked(0.6, _made("Shure|SM58|95", "Rode|NT1|169"), (3, 1, 1), for_pupils=False),
    "stand": Stocked(1.5, _made("RAT|Performer|39", "Hercules|BS100B|45"), (4, 1, 1)),
    "stool": Stocked(0.5, _made("Stagg|Height 5|49")),
    "amp": Stocked(0.4, _made("Fender|Frontman 10G|75", "Roland|Cube 10|119")),
}

FAULTS = (
    "bridge has slipped",
    "peg slips",
    "string broken",
    "bow needs new hair",
    "crack in the front",
    "sticking valve",
    "pad leaks",
    "cork loose",
    "dent in the bell",
    "slide is stiff",
    "case will not close",
    "strap button loose",
    "key bent",
    "mouthpiece stuck",
)
"""What volunteers write when something needs repair."""
