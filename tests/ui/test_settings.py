"""The place Settings: this computer's settings, the scanner's test, the policy and its file."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr import settings as settings_file
from loanmgr.domain import codes
from loanmgr.domain.policy import Limit, Policy, Scheme, Tariff, Term, parse
from loanmgr.domain.policy.systems import System, SystemColumn
from loanmgr.settings import Settings
from tests import ashby
from tests.ui.audit import audit
from tests.ui.scanner import ENTER, keys_at
from ui import theme
from ui.scan import Burst, Kind, Scan, ScanFilter
from ui.settings import policy_text
from ui.settings.address import file_of, is_address, without_password
from ui.settings.kept import Kept
from ui.settings.page import SettingsPage
from ui.settings.scanner import gap_for

LABEL = codes.make("M", 4217)


@pytest.fixture
def kept(tmp_path):
    return Kept(Settings(tmp_path))


@pytest.fixture
def desk(sqlite_url):
    ashby.start(sqlite_url)
    opened = ashby.open_desk(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def asked():
    """What the two questions for a file answer."""
    return {"where": "", "which": ""}


@pytest.fixture
def page(qtbot, runner_on, desk, kept, asked):
    asks = (lambda _parent: asked["where"], lambda _parent: asked["which"])
    page = SettingsPage(runner_on(desk), kept, asks=asks, scans=(scans := ScanFilter()))
    scans.setParent(page)  # or it would read the keys of later tests
    page.said = []
    page.say.connect(page.said.append)
    page.resize(1134, 900)
    page.show()
    page.shown()
    yield page
    shiboken6.delete(page)  # one that is only closed would hold on to the keyboard


def press(page, words):
    page.findChild(QPushButton, words).click()
    QApplication.processEvents()  # a label that is added to a page shows a moment later


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def on_file(kept):
    return settings_file.load(kept.settings.folder)


class TestThisLaptop:
    def test_a_theme_is_written_at_once(self, page, kept):
        page.laptop.theme.activated.emit(2)
        assert on_file(kept).theme == "dark"

    def test_text_size_sound_and_labels_are_written_at_once(self, page, kept):
        page.laptop.text_size.setValue(120)
        page.laptop.sound.click()
        page.laptop.stock.activated.emit(1)
        written = on_file(kept)
        assert (written.text_percent, written.sound_on) == (120, False)
        assert written.label_stock == "L7651"

    def test_the_volume_is_written_and_can_be_tried(self, page, kept, qtbot):
        page.laptop.volume.setValue(30)
        assert on_file(kept).sound_percent == 30
        with qtbot.waitSignal(page.laptop.sounds_tried):
            press(page, "Hear them")

    def test_a_desk_name_is_written_and_said_to_count_from_the_next_start(self, page, kept):
        page.laptop.desk.setText("Ashby 2")
        page.laptop.desk.editingFinished.emit()
        assert on_file(kept).desk_name == "Ashby 2"
        assert "Used from the next start of the program." in texts(page)

    def test_a_database_named_for_this_run_only_is_not_written(self, tmp_path):
        kept = Kept(Settings(tmp_path, database="postgresql://sam@server/loans"))
        kept.change(theme="dark")
        assert on_file(kept).database == ""
        assert kept.settings.database == "postgresql://sam@server/loans"

    def test_the_program_is_dressed_as_the_settings_say(self, kept):
        kept.change(theme="dark", text_percent=130)
        kept.wear()
        assert (theme.scheme(), theme.scale()) == (theme.Scheme.DARK, 1.3)


class TestTheScanner:
    def read(self, page, gap=12, **more):
        burst = Burst(Scan(LABEL), gap, "Enter", lower_case=False)
        page.scanner._scans.burst.emit(Burst(**{**vars(burst), **more}))

    def test_three_scans_set_the_gap_to_twice_the_slowest(self, page, kept):
        press(page, "Test my scanner")
        for gap in (12, 31, 14):
            self.read(page, gap)
        assert on_file(kept).scanner_gap_ms == 62
        assert f"The scanner works: it reads {LABEL}. Its gap is set to 62 ms." in texts(page)
        assert page.scanner._scans.gap_ms == 62

    @pytest.mark.parametrize(("slowest", "gap"), [(0, 20), (15, 30), (45, 80)])
    def test_the_gap_stays_between_20_and_80(self, slowest, gap):
        assert gap_for(slowest) == gap

    def test_each_scan_shows_what_it_read_how_fast_and_how_it_ended(self, page):
        press(page, "Test my scanner")
        self.read(page)
        assert f"The first scan reads {LABEL}. Twice more." in texts(page)
        assert "Slowest gap 12 milliseconds. It ends with Enter." in texts(page)

    def test_caps_lock_is_told_in_words(self, page):
        press(page, "Test my scanner")
        self.read(page, lower_case=True)
        assert any("Caps Lock was on" in text for text in texts(page))

    def test_a_code_that_is_not_ours_points_to_the_keyboard_of_the_scanner(self, page):
        press(page, "Test my scanner")
        self.read(page, scan=Scan("M£042", Kind.FOREIGN))
        assert any("United Kingdom" in text for text in texts(page))

    def test_a_keyboard_that_is_known_is_named_and_the_code_read(self, page):
        press(page, "Test my scanner")
        self.read(page, layout="the scanner to a French keyboard")
        assert any("Somebody has set the scanner to a French keyboard" in t for t in texts(page))

    def test_three_codes_that_are_not_ours_do_not_make_it_work(self, page, kept):
        press(page, "Test my scanner")
        for _ in range(3):
            self.read(page, scan=Scan("M£042", Kind.FOREIGN))
        said = "The scanner is heard, but no label of ours was read. Its gap is set to 24 ms."
        assert said in texts(page)
        assert on_file(kept).scanner_gap_ms == 24

    def test_different_codes_from_one_label_are_told(self, page):
        press(page, "Test my scanner")
        self.read(page)
        self.read(page)
        self.read(page, scan=Scan("M0042", Kind.UNREADABLE))
        assert any(text.startswith("It read 2 different codes.") for text in texts(page))

    def test_a_scanner_that_is_too_slow_to_be_seen_finds_a_hint(self, page):
        press(page, "Test my scanner")
        assert any("more slowly than 80 ms" in text for text in texts(page))

    def test_real_keys_set_the_gap(self, page, kept, qtbot):
        handle = page.windowHandle()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is handle)
        press(page, "Test my scanner")
        for gap in (30, 34, 28):
            keys_at(LABEL.swapcase(), gap, ENTER)
        assert on_file(kept).scanner_gap_ms == 68
        assert any("Caps Lock was on" in text for text in texts(page))

    def test_while_it_is_tried_a_scan_opens_nothing(self, page):
        assert not page.takes_scans
        press(page, "Test my scanner")
        done = []
        assert page.takes_scans
        page.handle_scan(Scan(LABEL), lambda: done.append(True))
        assert done
        assert page.next_scan() == "tries the scanner"
        press(page, "Stop the test")
        assert not page.takes_scans

    def test_leaving_the_page_ends_the_test_and_keeps_the_gap(self, page, kept):
        press(page, "Test my scanner")
        page.hide()
        assert page.scanner._scans.gap_ms == 35
        assert kept.settings.scanner_gap_ms == 35


class TestThePolicy:
    @pytest.fixture(autouse=True)
    def _at_a_glance(self, request):
        if "page" in request.fixturenames:
            request.getfixturevalue("page").show_part("At a glance")

    def test_it_shows_terms_prices_rates_and_limits(self, page):
        shown = texts(page)
        assert "2 Sep to 18 Dec 2026, estimated" in shown
        assert "£24.00 a term (an example)" in shown
        assert "Half price" in shown
        assert "2 instruments" in shown

    def test_terms_that_are_over_are_left_out(self, page):
        assert "Autumn term 2026" in texts(page)
        assert "Summer term 2026" not in texts(page)

    def test_a_reduced_rate_has_its_public_name_only(self, page):
        assert "Reduced rate" in texts(page)
        assert not any("income" in text.casefold() or "care" in text for text in texts(page))

    def test_every_kind_of_rule_has_its_words(self):
        on = date(2026, 11, 21)
        policy = Policy(
            terms=(Term("a", "Long term", date(2026, 9, 1), date(2027, 1, 9)),),
            tariffs=(
                Tariff("m", "Monthly", "month", 900, borrowers=("school",), deposit_pence=2000),
                Tariff("old", "Old", "term", 100, to_on=date(2020, 1, 1)),
            ),
            schemes=(
                Scheme("f", "Secret", "Help", fixed_pence=500, cap_per_term_pence=5000),
                Scheme("s", "Secret", "Help", set_price_pence=100),
                Scheme("n", "Secret", "Help", free=True),
            ),
            limits=(Limit("l", "Owed", owed_pence=500, renewals=1), Limit("n", "Nothing")),
            systems=(
                System(
                    *("f", "Council finance", "finance", ("family", "school")),
                    (SystemColumn("REF", "reference"), SystemColumn("SUM", "amount")),
                    sends=("charges", "payments"),
                    since_on=date(2026, 4, 1),
                    paid_columns=tuple(SystemColumn(each) for each in ("REF", "ID", "PAID")),
                ),
                System(
                    *("s", "SpeedAdmin", "pupils", ("family",), (SystemColumn("No"),)),
                    invoices=True,
                    sends=("charges",),
                ),
                System("o", "Old", "finance", ("family",), (), to_on=date(2020, 1, 1)),
            ),
        )
        said = [
            (line.what, line.value, line.remark)
            for lines in (
                policy_text.terms,
                policy_text.prices,
                policy_text.reduced_rates,
                policy_text.limits,
                policy_text.systems,
            )
            for line in lines(policy, on)
        ]
        assert said == [
            ("Long term", "1 Sep 2026 to 9 Jan 2027", ""),
            ("Monthly", "£9.00 a month", "For schools. Deposit £20.00"),
            ("Help", "£5.00 off", "Up to £50.00 a term"),
            ("Help", "£1.00 instead of the price", ""),
            ("Help", "Nothing to pay", ""),
            ("Owed", "more than £5.00 and 1 renewal", ""),
            ("Nothing", "No limit", ""),
            (
                "Council finance",
                "Is told of families and schools",
                "It gets charges and payments, entered since 1 Apr 2026, as REF and SUM."
                " What was paid comes back as REF, ID and PAID.",
            ),
            ("SpeedAdmin", "Invoices families", "It gets charges, as No."),
        ]

    @pytest.mark.parametrize(
        ("asked", "value", "remark"),
        [
            ({"free": True, "deposit_pence": 2500}, "Nothing to pay", "With a deposit of £25.00"),
            (
                {"set_price_per_year_pence": 3000, "instruments": 1},
                "£30.00 for a whole year",
                "For 1 instrument",
            ),
            ({"family_price_per_term_pence": 8000}, "£80.00 a term for the whole family", ""),
            (
                {
                    "percent": Decimal(60),
                    "cap_per_year_pence": 12_000,
                    "cap_per_family_term_pence": 9000,
                },
                "60 % off",
                "Up to £120.00 a year and up to £90.00 a term for the family",
            ),
        ],
    )
    def test_every_effect_of_a_reduced_rate_has_its_words(self, asked, value, remark):
        policy = Policy(schemes=(Scheme("s", "Secret", "Help", **asked),))
        [line] = policy_text.reduced_rates(policy, date(2026, 11, 21))
        assert (line.value, line.remark) == (value, remark)


class TestThePolicyFile:
    @pytest.fixture(autouse=True)
    def _the_file(self, page):
        page.show_part("Policy file")

    def save(self, page, asked, tmp_path):
        asked["where"] = str(tmp_path / "ours.toml")
        press(page, "Save the policy as a file…")
        return tmp_path / "ours.toml"

    def bring(self, page, asked, tmp_path, text):
        file = tmp_path / "changed.toml"
        file.write_text(text, encoding="utf-8")
        asked["which"] = str(file)
        press(page, "Bring in a policy file…")

    def test_it_is_saved_as_a_file_that_reads_back(self, page, asked, tmp_path):
        file = self.save(page, asked, tmp_path)
        assert len(parse(file.read_text(encoding="utf-8")).terms) == 9
        assert page.said[-1].words == "The policy is saved in ours.toml."

    def test_a_place_that_cannot_be_written_is_told(self, page, asked, tmp_path):
        asked["where"] = str(tmp_path / "nowhere" / "ours.toml")
        press(page, "Save the policy as a file…")
        assert page.said[-1].tone == "stop"
        assert "ours.toml couldn't be written" in page.said[-1].words

    def test_it_says_what_would_change_and_changes_nothing_yet(self, page, asked, tmp_path):
        text = self.save(page, asked, tmp_path).read_text(encoding="utf-8")
        self.bring(page, asked, tmp_path, text.replace("price_pence = 2400", "price_pence = 2600"))
        assert "1 entry of the policy would be new or changed." in texts(page)
        page.show_part("At a glance")
        assert "£24.00 a term (an example)" in texts(page)

    def test_what_is_brought_in_shows_and_can_be_undone(self, page, asked, tmp_path):
        text = self.save(page, asked, tmp_path).read_text(encoding="utf-8")
        self.bring(page, asked, tmp_path, text.replace("price_pence = 2400", "price_pence = 2600"))
        press(page, "Bring it in")
        assert page.said[-1].words == "The policy is brought in: 1 entry is new or changed."
        page.show_part("At a glance")
        assert "£26.00 a term (an example)" in texts(page)
        page.chosen("undo")
        QApplication.processEvents()
        assert "£24.00 a term (an example)" in texts(page)

    def test_a_file_that_says_the_same_would_change_nothing(self, page, asked, tmp_path):
        text = self.save(page, asked, tmp_path).read_text(encoding="utf-8")
        self.bring(page, asked, tmp_path, text)
        assert "That file says what already holds. Nothing would change." in texts(page)

    def test_problems_are_told_by_line(self, page, asked, tmp_path):
        self.bring(page, asked, tmp_path, '[[terms]]\ncode = "x"\nname = "X"\nfrm = 2026-09-01\n')
        assert "That file can't be brought in. Nothing is changed." in texts(page)
        assert any(text.startswith("Line ") for text in texts(page))

    def test_what_is_not_text_is_told(self, page, asked, tmp_path):
        file = tmp_path / "changed.toml"
        file.write_bytes(b"\xff\xfe\x00")
        asked["which"] = str(file)
        press(page, "Bring in a policy file…")
        assert "changed.toml is not a text file in UTF-8." in texts(page)

    def test_no_file_chosen_changes_nothing(self, page):
        press(page, "Bring in a policy file…")
        press(page, "Save the policy as a file…")
        assert page.said == []


class TestTheRegister:
    def test_another_one_is_asked_for(self, page, qtbot):
        with qtbot.waitSignal(page.another_register):
            press(page, "Open another register…")

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("sqlite:////registers/register.sqlite", "/registers/register.sqlite"),
            ("postgresql://sam:s3cret@server:5432/loans", "postgresql://sam@server:5432/loans"),
            ("postgresql+psycopg://server/loans?password=s3cret", "postgresql://server/loans"),
        ],
    )
    def test_an_address_is_shown_without_its_password(self, url, shown):
        assert without_password(url) == shown

    @pytest.mark.parametrize(
        ("text", "fits"),
        [
            ("postgresql://server/loans", True),
            ("postgresql+psycopg://sam@server/loans", True),
            ("sqlite:////tmp/x.sqlite", True),
            ("https://server/loans", False),
            ("server/loans", False),
            ("postgresql://", False),
        ],
    )
    def test_it_tells_what_can_be_an_address(self, text, fits):
        assert is_address(text) is fits

    def test_a_server_has_no_file(self):
        assert file_of("postgresql://server/loans") is None


@pytest.mark.parametrize("width", [1134, 921, 852])
@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_everything_can_be_read_reached_and_named(qapp, page, width, scheme):
    theme.apply(qapp, scheme)
    page.resize(width, 2400)  # it is scrolled in the window
    qapp.processEvents()
    assert audit(page) == []
    assert page.width() == width


def test_settings_are_written_as_toml(kept):
    kept.change(scanner_gap_ms=50)
    file = kept.settings.folder / settings_file.FILE
    assert tomllib.loads(file.read_text(encoding="utf-8"))["scanner_gap_ms"] == 50
