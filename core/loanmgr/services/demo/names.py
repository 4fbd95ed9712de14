"""Names of made-up people, streets, schools and places; nobody real, and postcodes nobody has."""

from random import Random
from typing import NamedTuple

CENTRES = (
    "Ashby",
    "Brook",
    "Calderwick",
    "Denholt",
    "Elmstead",
    "Fernleigh",
    "Garstone",
    "Harrowby",
    "Ivelford",
    "Kingsmere",
    "Larkfield",
    "Marlheath",
)
"""The twelve music centres."""

SERVICE = "Made-up County Music Service"
LEAD = "Frances Adeyemi"
OWNERS = (SERVICE, "Made-up County Council", "Three Rivers Music Hub", "Friends of Ashby Music")

STAFF = (
    "Joan Mills",
    "Marek Zielinski",
    "Priya Nair",
    "Samuel Reed",
    "Grace Mensah",
    "Owen Pritchard",
    "Helen Forsyth",
    "Imran Sheikh",
    "Rosa Pereira",
    "Callum Doyle",
    "Wendy Lau",
    "Bola Akande",
    "Ruth Abrams",
    "Derek Tennant",
    "Sunita Rao",
    "Elin Hughes",
    "Peter Novak",
    "Maureen Fitch",
    "Yusuf Demir",
    "Carol Banner",
    "Nathan Osei",
    "Linda Quayle",
    "Aled Rees",
    "Farah Malik",
    "Brian Tully",
    "Chiara Conti",
    "Dawn Ackroyd",
    "Tunde Bello",
    "Sheila Marsh",
    "Victor Lowe",
    "Anita Desai",
    "Hugh Penrose",
    "Mei Tan",
    "Colin Sadler",
    "Fiona Baird",
    "Abdul Karim",
    "Jean Whitlock",
    "Tomasz Wrona",
    "Pauline Ede",
    "Kwesi Boateng",
    "Ravi Menon",
)
"""Office, technicians and the volunteers of the desks."""


class People(NamedTuple):
    """Given names and surnames that go together."""

    weight: int
    given: tuple[str, ...]
    surnames: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BRITISH = _words(
    "Oliver Amelia George Isla Harry Ava Noah Freya Jack Lily Leo Ivy Arthur Florence Archie Poppy"
    " Henry Willow Theodore Elsie Freddie Grace Alfie Evie Charlie Sophie Oscar Matilda Finley"
    " Daisy Edward Rosie Lucas Phoebe William Alice Thomas Erin James Emily Joseph Ella Samuel"
    " Charlotte Benjamin Jessica Daniel Hannah Rory Imogen Dylan Bethan Callum Megan Toby Harriet"
    " Jude Nancy Ethan Beatrice Sebastian Eliza Rowan Orla Felix Martha Elliot Robyn Zoë Chloë"
    " Niamh Seán Ciara Aoife Rhys Cerys Gwen Angus Isobel Hamish Eilidh Laura Claire Rachel Helen"
    " Sarah Emma Katie Louise Andrew Mark David Simon Paul Stephen Gareth Ruth Heather Victoria"
)
GROUPS = (
    People(
        56,
        BRITISH,
        _words(
            "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans"
            " Walker White Roberts Green Hall Wood Jackson Clarke Harris Clark Turner Hill Cooper"
            " Ward Moore Morris King Watson Baker Harrison Morgan Allen Scott Lee Parker Bennett"
            " Cook Shaw Carter Bailey Bell Richardson Edwards Collins Foster Gray Mason Palmer"
            " Knight Webb Rogers Ellis Hunt Mills Barnes Fisher Matthews Dixon Chapman Murray"
            " Reynolds Holmes Spencer Stone Fletcher Grant Hudson Perry Woods Ford Bishop Pearce"
            " Burton Lowe Barker Hawkins Byrne Walsh O'Brien Kelly Murphy O'Connor Gallagher"
            " Fitzgerald MacDonald Campbell Stewart Fraser Sinclair Griffiths Llewellyn Bevan"
            " Atkinson Thornton Whitehead Lancaster Pemberton Hargreaves Ashworth Ramsbottom"
            " Tattersall Fairclough Entwistle Dearden Birtwistle Featherstone Winterbottom Oakley"
            " Hollis Penfold Akehurst Tidmarsh Wickens Larkin Blunden Hartnoll Trelawney Penhaligon"
            " Smith-Jones Barton-Reid Cole-Hamilton"
        ),
    ),
    People(
        14,
        _words(
            "Aarav Anaya Arjun Diya Vihaan Isha Rohan Priya Kiran Meera Rahul Anika Sanjay Nisha"
            " Dev Kavya Muhammad Fatima Ibrahim Aisha Yusuf Zara Hamza Maryam Bilal Hafsa Zain"
            " Khadija Adam Safiya Imran Sana Gurpreet Simran Harjit Jasleen Manpreet Amrit Tariq"
            " Nadia Sunil Rekha Farhan Rabia"
        ),
        _words(
            "Patel Shah Khan Ahmed Hussain Ali Begum Singh Kaur Sharma Gupta Mehta Desai Joshi Nair"
            " Iyer Reddy Chaudhry Malik Iqbal Mahmood Rahman Chowdhury Miah Uddin Akhtar Qureshi"
            " Siddiqui Dhillon Gill Sandhu Bains Perera Fernando Silva Krishnan Pillai Rao"
        ),
    ),
    People(
        9,
        _words(
            "Amira Dele Ngozi Chidi Adaeze Emeka Folasade Tunde Temi Ayo Kemi Femi Kwame Ama Kofi"
            " Abena Yaw Efua Akosua Kojo Chiamaka Obinna Ifeoma Segun Bisi Simi Zainab Musa Tendai"
            " Rudo Farai Chipo Tariro Selam Yonas Hana Abdi Hodan Ayaan"
        ),
        _words(
            "Okafor Adeyemi Okonkwo Eze Balogun Adebayo Ogunleye Nwosu Obi Mensah Owusu Boateng"
            " Asante Agyeman Osei Appiah Oyelaran Afolabi Bello Danjuma Moyo Ncube Chikwanha"
            " Tesfaye Bekele Hassan Warsame Farah Abdullahi Kamara Sesay Conteh"
        ),
    ),
    People(
        7,
        _words(
            "Jakub Zuzanna Kacper Maja Filip Oliwia Szymon Lena Mateusz Aleksandra Andrei Ioana"
            " Mihai Elena Luca Sofia Viktor Daria Dmytro Oksana Bohdan Solomiya Marta Tomas Eglė"
            " Jonas Rūta Katarzyna Piotr Agnieszka Ștefan"
        ),
        _words(
            "Nowak Kowalski Wiśniewska Zieliński Wójcik Kamiński Lewandowska Szymański Popescu"
            " Ionescu Dumitru Munteanu Ivanova Petrov Shevchenko Kovalenko Bondarenko Novák Horváth"
            " Kazlauskas Petrauskas Bērziņš Kowalczyk Dąbrowski Łukasik Jovanović Đorđević"
        ),
    ),
    People(
        5,
        _words(
            "Wei Mei Jun Ling Hao Xin Yi Jia Minh Linh Anh Thanh Huy Trang Kai Hana Yuki Sora"
            " Ji-woo Min-jun Chloë Ethan Joseph Grace Angelica Miguel"
        ),
        _words(
            "Chen Wang Li Zhang Liu Wong Chan Lam Cheung Nguyễn Trần Lê Phạm Tanaka Suzuki Kim Park"
            " Lim Tan Santos Reyes Cruz Garcia Ng Ho Leung"
        ),
    ),
    People(
        5,
        _words(
            "Elif Emre Defne Kerem Zeynep Can Layla Omar Nour Karim Salma Hassan Dalia Rami Noor"
            " Samir Leila Cyrus Shirin Dara Rojin Baran Yara Tarek Rania"
        ),
        _words(
            "Yılmaz Kaya Demir Şahin Çelik Öztürk Al-Masri Haddad Khoury Nasser Mansour Saleh"
            " Hosseini Karimi Rezaei Aziz Barzani Kılıç Aydın El-Sayed"
        ),
    ),
    People(
        4,
        _words(
            "Sofia Mateo Lucía Diego Beatriz João Inês Tiago Mariana Rafael Giulia Matteo Chiara"
            " Lorenzo Camille Hugo Manon Théo Anaïs Jürgen Lotte Freja Søren Astrid Nikos Eleni"
            " Dimitra Yannis"
        ),
        _words(
            "Ferreira Oliveira Costa Pereira Carvalho Almeida Fernández González Martínez Rossi"
            " Bianchi Ricci Dubois Moreau Müller Schäfer Jørgensen Sørensen Papadopoulos Georgiou"
            " Ioannou Araújo Gonçalves Núñez"
        ),
    ),
)

ONE_OF_A_KIND = ("Aoife O'Neill-Nguyễn", "Zoë O'Neill-Nguyễn")
"""An adult and a child whose name tries every text box."""

STREETS = _words(
    "Mill Church Station Orchard Meadow Brook Chapel Windmill Rectory Priory Manor Grange Kiln"
    " Tannery Weaver Cobbler Lantern Thistle Bramble Hawthorn Rowan Juniper Larch Alder Heron"
    " Kingfisher Lapwing Skylark Dunnock Quarry Foundry Turnpike"
)
ROADS = _words("Lane Road Street Close Avenue Way Drive Gardens Rise Terrace")
SAINTS = _words("Anne's Bede's Cuthbert's Hilda's Alban's Winifred's Oswald's Etheldreda's Aidan's")
SCHOOL_PLACES = _words(
    "Oakridge Millbrook Thornhill Westgate Eastcote Larkrise Highmoor Bankside Wharfdale Sandpit"
    " Foxley Holmewood Greenacre Northfield Southbrook Stonebridge Whitfield Rookery Hillcrest"
    " Copperfield Marshgate Broadmead Castlebank Riverside Fairview Hazelwood Elmgrove Longmeadow"
    " Beechfield Summerhill Priestley Kingswell Abbotsford Tanglewood"
)
PRIMARY = ("Primary School", "Junior School", "Community Primary School", "Primary Academy")
SECONDARY = ("School", "Academy", "High School", "Community College")

_WEIGHTS = [group.weight for group in GROUPS]


def people_of(random: Random) -> People:
    """Choose the names a family chooses from."""
    return random.choices(GROUPS, _WEIGHTS)[0]


def given_name(random: Random, people: People) -> str:
    """Choose a given name; one in four is a name everybody gives."""
    names = people.given if random.random() < 0.75 else BRITISH
    return names[int(random.random() * len(names))]


def address(random: Random, town: str) -> str:
    """Invent an address of a town."""
    number = 1 + int(random.random() * 140)
    street = STREETS[int(random.random() * len(STREETS))]
    return f"{number} {street} {ROADS[int(random.random() * len(ROADS))]}, {town}"


def postcode(random: Random, centre: int) -> str:
    """Invent a postcode; no area is called ZZ."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    end = "".join(letters[int(random.random() * 20)] for _ in range(2))
    return f"ZZ{centre + 1} {int(random.random() * 10)}{end}"


def phone(random: Random) -> str:
    """Return a number that is kept free for stories (07700 900000 to 900999)."""
    return f"07700 900{int(random.random() * 1000):03d}"


def school_name(number: int, random: Random, *, secondary: bool) -> str:
    """Invent the name of a school; the same number never gives the same name twice."""
    endings = SECONDARY if secondary else PRIMARY
    ending = endings[int(random.random() * len(endings))]
    every = len(SCHOOL_PLACES)
    place = SCHOOL_PLACES[number % every]
    lap = number // every
    if lap == 0:
        return f"{place} {ending}"
    saint = SAINTS[lap % len(SAINTS)]
    more = "" if lap < len(SAINTS) else f" {lap // len(SAINTS) + 1}"
    return f"St {saint} {place} {ending}{more}"
