"""./loanmgr installs what is missing, mends what was left half done, and otherwise just starts."""

import pytest

from tests.installer.house import House

PACKAGES = (
    "libglib2.0-0t64",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libcups2t64",
    "fonts-dejavu-core",
    "tzdata",
)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
def set_up_house(house):
    house.type("setup")
    house.asked()
    return house


def test_the_first_start_installs_and_opens_the_window(house):
    assert house.type()[0] == 0
    assert house.asked() == ["venv", "pip app.txt", house.started("ui")]


def test_the_next_start_only_starts(house):
    house.has_apt(*PACKAGES)
    house.type()
    house.asked()
    assert house.type() == (0, "")
    assert house.asked() == [house.started("ui")]


def test_setup_looks_over_everything_and_opens_nothing(set_up_house):
    assert set_up_house.type("setup")[0] == 0
    assert set_up_house.asked() == ["pip app.txt"]


@pytest.mark.parametrize(
    ("words", "started"),
    [
        (["run", "--data", "my register"], ["ui", "--data", "my register"]),
        (["find", "violin"], ["loanmgr.cli", "find", "violin"]),
        (["--data", "x", "--json", "show", "M1"], ["loanmgr.cli", "--data x --json show M1"]),
        (["--help"], ["loanmgr.cli", "--help"]),
        (["shots", "pictures"], ["ui.shots", "pictures"]),
    ],
)
def test_the_first_word_says_what_is_started(set_up_house, words, started):
    set_up_house.type(*words)
    assert set_up_house.asked() == [set_up_house.started(*started)]


def test_measuring_installs_what_tests_need(set_up_house):
    set_up_house.type("bench", "--small")
    assert set_up_house.asked() == ["pip test.txt", set_up_house.started("tests.bench", "--small")]


def test_tests_run_in_the_folder_of_the_program_with_the_words_given(set_up_house):
    set_up_house.type("test", "-k", "money")
    installed, started = set_up_house.asked()
    assert installed == "pip test.txt"
    assert started.startswith(f"{set_up_house.program}: -P -m pytest ")
    assert started.endswith(" -k money")


def test_it_can_be_started_through_a_link(set_up_house):
    link = set_up_house.folder / "loans"
    link.symlink_to(set_up_house.program / "loanmgr")
    assert set_up_house.type("find", "violin", by=link) == (0, "")
    assert set_up_house.asked() == [set_up_house.started("loanmgr.cli", "find", "violin")]


def test_new_requirements_are_installed_at_the_next_start(set_up_house):
    with (set_up_house.program / "installer/requirements/app.txt").open("a") as requirements:
        requirements.write("another==1.0\n")
    set_up_house.type("find", "violin")
    assert set_up_house.asked()[0] == "pip app.txt"


def test_an_installation_that_was_killed_begins_afresh(house):
    house.now("power-cut")
    assert house.type()[0] != 0
    house.no_longer("power-cut")
    house.asked()
    assert house.type()[0] == 0
    assert house.asked() == ["venv", "pip app.txt", house.started("ui")]
    assert house.type() == (0, "")


def test_an_environment_whose_python_has_gone_is_made_again(set_up_house):
    (set_up_house.program / ".venv/bin/python").unlink()
    set_up_house.type("find", "violin")
    assert set_up_house.asked()[:2] == ["venv", "pip app.txt"]


def test_off_line_it_says_so_and_keeps_the_environment_it_had(set_up_house):
    set_up_house.now("off-line")
    status, said = set_up_house.type("test")
    assert status == 4
    assert "could not be installed" in said
    set_up_house.no_longer("off-line")
    set_up_house.type("test")
    assert "venv" not in set_up_house.asked()


def test_two_first_starts_at_once_install_once(house):
    both = [house.begin("find", "violin"), house.begin("find", "cello")]
    assert [(one.communicate(), one.returncode)[1] for one in both] == [0, 0]
    asked = house.asked()
    assert asked.count("venv") == asked.count("pip app.txt") == 1


def test_missing_debian_packages_are_installed(house):
    house.has_apt(*PACKAGES[2:])
    assert house.type("setup")[0] == 0
    wanted = "apt-get install -y -qq --no-install-recommends libglib2.0-0 libgl1"
    assert next(line for line in house.asked() if line != "dpkg-query") == wanted


def test_names_that_changed_with_debian_13_count_as_installed(house):
    house.has_apt(*PACKAGES)
    house.type("setup")
    assert not [line for line in house.asked() if line.startswith("apt-get")]


def test_tests_bring_a_postgresql_server(house):
    house.has_apt(*PACKAGES)
    house.type("test")
    assert any("postgresql" in line for line in house.asked() if line.startswith("apt-get"))


def test_a_debian_without_python_gets_one(house):
    house.has_apt(*PACKAGES)
    house.now("no-venv-module")
    house.type("setup")
    wanted = "apt-get install -y -qq --no-install-recommends python3 python3-venv"
    assert wanted in house.asked()


def test_who_is_not_root_is_helped_by_sudo(tmp_path):
    house = House(tmp_path, root=False)
    house.has_apt(*PACKAGES[1:])
    house.pretend("sudo", 'echo sudo >>"$HOUSE/log"; exec "$@"')
    assert house.type("setup")[0] == 0
    assert house.asked().count("sudo") == 2


def test_without_root_and_sudo_it_says_what_root_has_to_run(tmp_path):
    house = House(tmp_path, root=False)
    house.has_apt(*PACKAGES[1:])
    status, said = house.type("setup")
    assert status == 4
    assert "apt-get install --no-install-recommends libglib2.0-0" in said


def test_without_apt_and_without_python_it_says_what_is_missing(house):
    house.now("no-venv-module")
    status, said = house.type()
    assert status == 4
    assert "Python 3.11 to 3.14 with its venv module is missing" in said


def test_without_apt_it_names_the_libraries_the_window_will_miss(house):
    house.pretend("ldd", 'echo "	libEGL.so.1 => not found"')
    status, said = house.type("setup")
    assert status == 0
    assert "system libraries that are missing here: libEGL.so.1" in said
