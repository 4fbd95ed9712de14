#!/bin/sh
# ./loanmgr                  install what is missing, then open the window
# ./loanmgr run [OPTION]...  the same, on the register that --data DIR or --database URL names
# ./loanmgr test [ARG]...    install what the tests need, then run every test (ARGs go to pytest)
# ./loanmgr setup            look over everything, install or mend what is missing, and stop
# ./loanmgr shots DIR        draw every page of the window into DIR
# ./loanmgr bench [ARG]...   measure the program against the bare database driver
# ./loanmgr WORD...          anything else is the command line: ./loanmgr find violin
#
# Ends with 4 when this machine lacks something that could not be installed.
set -eu

python_packages="python3 python3-venv"
# Qt itself; its window under X; print queues; a font; time zones.
app_packages="libglib2.0-0 libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0
    libcups2 fonts-dejavu-core tzdata"
test_packages="$app_packages postgresql xvfb xdotool"

script=$0
if [ -L "$script" ]; then script=$(readlink -f -- "$script"); fi
case $script in */*) ;; *) script=./$script ;; esac
here=$(CDPATH='' cd -- "${script%/*}/" && pwd -P)
venv=$here/.venv
python=$venv/bin/python
# Stands from the first change of .venv to the last: a killed installation starts from nothing.
unfinished=$here/.venv.unfinished

say() { printf 'loanmgr: %s\n' "$*" >&2; }

give_up() {
    say "$@"
    exit 4
}

packages_for() { if [ "$1" = test ]; then echo "$test_packages"; else echo "$app_packages"; fi; }

# What a finished installation for "app" or "test" leaves in its stamp.
wanted() {
    packages_for "$1"
    cat "$here/installer/requirements/$1.txt"
}

# The only thing done on a machine that is set up: one comparison, nothing asked of dpkg or pip.
is_ready() { [ -x "$python" ] && wanted "$1" | cmp -s - "$venv/.ready-$1" 2>/dev/null; }

prepare() {
    if is_ready "$1"; then return; fi
    # Of two first starts at once, the second waits here and then finds the work done.
    one_at_a_time
    is_ready "$1" || install "$1"
    exec 9<&-
}

one_at_a_time() {
    exec 9<"$here/installer/requirements/app.txt"
    if command -v flock >/dev/null 2>&1; then flock 9; fi
}

install() {
    install_system "$(packages_for "$1")"
    install_python "$1"
    check_libraries
}

# A Python that can make an environment, by the name that goes away when that version does.
find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        "$candidate" -c 'import ensurepip, os, sys, venv
if not (3, 11) <= sys.version_info[:2] <= (3, 14): sys.exit(1)
print(os.path.realpath(sys.executable))' 2>/dev/null && return
    done
    return 1
}

has_package() {
    # In Debian 13 some libraries have "t64" at the end of their name.
    for name in "$1" "$1t64"; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) in
            installed*) return 0 ;;
        esac
    done
    return 1
}

install_system() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=
    for package in $1; do
        has_package "$package" || missing="$missing $package"
    done
    find_python >/dev/null || missing=" $python_packages$missing"
    [ -n "$missing" ] || return 0
    by_hand="apt-get install --no-install-recommends$missing"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            give_up "Debian packages are missing. Run this as root, then start again: $by_hand"
        as_root=sudo
    fi
    say "Installing Debian packages:$missing"
    # 9<&-: a server that a package starts must not keep our lock for as long as it runs.
    $as_root apt-get update -qq 9<&- ||
        say "The list of Debian packages could not be renewed; trying with the old one."
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null 9<&- ||
        give_up "The Debian packages could not be installed. Try by hand, as root: $by_hand"
}

install_python() {
    if [ -e "$unfinished" ] || ! "$python" -c '' 2>/dev/null; then
        base=$(find_python) ||
            give_up "Python 3.11 to 3.14 with its venv module is missing. Install it, then start again."
        say "Making the Python environment in .venv"
        : >"$unfinished"
        "$base" -m venv --clear "$venv" || give_up "The Python environment could not be made."
    fi
    : >"$unfinished"
    say "Installing Python packages (once, a minute or two)"
    "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
        --require-hashes --requirement "$here/installer/requirements/$1.txt" >&2 || {
        rm -f "$unfinished"
        give_up "The Python packages could not be installed. Is this computer on line?"
    }
    for kind in app "$1"; do
        wanted "$kind" >"$venv/.ready-$kind"
    done
    rm -f "$unfinished"
}

# Where no apt could bring them, name the libraries that Qt will miss.
check_libraries() {
    command -v ldd >/dev/null 2>&1 || return 0
    qt=$(echo "$venv"/lib/python3.*/site-packages/PySide6)
    lacking=$(ldd "$qt/QtWidgets.abi3.so" "$qt/Qt/plugins/platforms/libqxcb.so" 2>/dev/null |
        sed -n 's/^[[:space:]]*\(.*\) => not found.*/\1/p' | sort -u | tr '\n' ' ')
    [ -z "$lacking" ] || say "The window needs system libraries that are missing here: $lacking"
}

start() {
    export PYTHONPATH="$here:$here/core"
    exec "$python" -P -m "$@"
}

case ${1:-run} in
    run)
        [ $# -eq 0 ] || shift
        prepare app
        start ui "$@"
        ;;
    setup)
        one_at_a_time
        install app
        say "Everything is installed. ./loanmgr opens the window."
        ;;
    test)
        shift
        prepare test
        cd -- "$here"
        start pytest -n auto --maxprocesses 4 --dist worksteal "$@"
        ;;
    shots)
        shift
        prepare app
        export QT_QPA_PLATFORM=offscreen
        start ui.shots "$@"
        ;;
    bench)
        shift
        prepare test
        start tests.bench "$@"
        ;;
    *)
        prepare app
        start loanmgr.cli "$@"
        ;;
esac
