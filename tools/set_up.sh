#!/bin/sh
# Set up everything that Layerlight needs on a bare machine: system libraries, with the system's
# package manager, and a virtual environment in .venv.  What is already installed is left alone.
#
#   sh tools/set_up.sh            (the Makefile calls it when needed)
#   PYTHON=python3.12 sh tools/set_up.sh     to choose the Python
#
# pycairo and manimpango have no wheels for Linux, so they are compiled, which takes a C compiler,
# pkg-config, and the headers of Cairo, Pango and Python.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'Setting up: %s\n' "$*"; }
fail() {
    printf 'Setting up failed: %s\n' "$*" >&2
    exit 1
}

# --- what is there ---------------------------------------------------------------------------

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_headers() {
    "$1" -c 'import os, sys, sysconfig as s
sys.exit(not os.path.exists(os.path.join(s.get_path("include"), "Python.h")))' 2>/dev/null
}
has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
is_complete() { is_recent "$1" && has_headers "$1" && has_venv "$1"; }

# Print the first Python that has everything, else the first that is at least recent enough.
find_python() {
    for test in is_complete is_recent; do
        for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
            if is_there "$candidate" && $test "$candidate"; then
                echo "$candidate"
                return
            fi
        done
    done
}

is_there() { command -v "$1" >/dev/null; }
has_compiler() { is_there cc || is_there gcc || is_there clang; }
has_libraries() {
    is_there pkg-config && pkg-config --exists cairo pango pangocairo pangoft2
}

# Print what is missing, in words, one item per line; nothing if nothing is missing.
missing() {
    has_compiler || echo "a C compiler"
    is_there pkg-config || echo "pkg-config"
    has_libraries || echo "the headers of Cairo and Pango"
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer"
    else
        has_headers "$python" || echo "the headers of $python"
        has_venv "$python" || echo "the venv module of $python"
    fi
}

missing_in_a_line() { missing | paste -s -d, - | sed 's/,/, /g'; }

# --- the system's packages -------------------------------------------------------------------

# Run a command as root, if that is possible without a password that nobody is there to type.
try_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif is_there sudo; then
        if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
    else
        false
    fi
}

# Fail with all commands that have to be run as root, one per line.
refer_to_root() {
    fail "this has to be done as root, and could not be:

$(printf '  %s\n' "$@")

Run it yourself, then start again."
}

# Print the version as in package names: "3" for the system's own python3, else e.g. "3.12".
package_version() {
    case $(basename "$1") in
        python3.*) basename "$1" | sed 's/^python//' ;;
        *) echo 3 ;;
    esac
}

RECENT='^3\.(1[1-9]|[2-9][0-9])'

# If the system's own Python is too old, find the first newer one that the package manager offers.
offered_python() { # $1: command that succeeds if the package $2 exists
    for version in 3.13 3.12 3.11; do
        if $1 "python$version" >/dev/null 2>&1; then
            echo "$version"
            return
        fi
    done
    echo 3
}

apt_has() { apt-cache show "$1" && apt-cache show "$1-venv"; }
dnf_has() { dnf -q list "$1" && dnf -q list "$1-devel"; }

install_with_apt() {
    say "asking apt-get for its packages, then installing them (quietly)"
    # Go on even if the package lists cannot be updated: the old ones may suffice, and whoever
    # has to run this as root gets all commands at once.
    if ! try_as_root apt-get -qq update && [ "$(id -u)" = 0 ]; then
        say "apt-get update failed; trying with the lists of packages that are there"
    fi
    python=$(find_python)
    if [ -n "$python" ]; then
        version=$(package_version "$python")
    elif apt-cache show python3 2>/dev/null | sed -n 's/^Version: //p' | grep -Eq "$RECENT"; then
        version=3
    else
        version=$(offered_python apt_has)
    fi
    set -- install -y --no-install-recommends gcc libc6-dev pkg-config libcairo2-dev \
        libpango1.0-dev "python$version" "python$version-dev" "python$version-venv"
    try_as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >/dev/null ||
        refer_to_root "apt-get update" "apt-get $*"
}

install_with_dnf() {
    python=$(find_python)
    if [ -n "$python" ]; then
        version=$(package_version "$python")
    elif dnf -q repoquery --qf '%{version}\n' python3 2>/dev/null | grep -Eq "$RECENT"; then
        version=3
    else
        version=$(offered_python dnf_has)
    fi
    set -- install -y gcc pkgconf-pkg-config cairo-devel pango-devel \
        "python$version" "python$version-devel"
    try_as_root dnf "$@" || refer_to_root "dnf $*"
}

install_with_brew() {
    has_compiler || fail "there is no C compiler; run:  xcode-select --install
then start again."
    is_there brew || fail "Homebrew is needed to install $(missing_in_a_line).
Install it as https://brew.sh says, then start again."
    brew install pkgconf cairo pango
    python=$(find_python)
    if [ -z "$python" ] || ! is_complete "$python"; then brew install python@3.13; fi
}

install_missing() {
    say "missing: $(missing_in_a_line)"
    case $(uname -s) in
        Darwin) install_with_brew ;;
        *)
            if is_there apt-get; then
                install_with_apt
            elif is_there dnf; then
                install_with_dnf
            else
                fail "no apt-get, dnf or brew here. Install with your system's means:
  $(missing_in_a_line)
then start again."
            fi
            ;;
    esac
    [ -z "$(missing)" ] || fail "still missing after installation: $(missing_in_a_line)"
}

# --- and the environment ---------------------------------------------------------------------

case $(uname -s) in
    Linux | Darwin) ;;
    *) fail "this script knows Debian, Ubuntu, Fedora and macOS, not $(uname -s); on Windows use WSL." ;;
esac

[ -z "$(missing)" ] || install_missing

here=$(pwd -P)
made_in=$(cat .venv/.set-up 2>/dev/null || :)
fresh=no
if [ -n "$made_in" ] && [ "$made_in" != "$here" ]; then
    say "the environment in .venv was made in $made_in and does not work here: creating it again"
    fresh=yes
elif ! is_recent .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    fresh=yes
fi
if [ "$fresh" = yes ]; then
    python=$(find_python)
    say "virtual environment .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    say "Python packages: some minutes; from the internet (pypi.org), about 1 GB in .venv"
else
    say "Python packages: those in .venv that are missing or too old, from the internet (pypi.org)"
fi

# Report from time to time that the script is still running; end with it.
report() {
    seconds=0
    while sleep 5 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        seconds=$((seconds + 5))
        [ $((seconds % 30)) != 0 ] || say "still installing after $seconds s"
    done
}

install_packages() {
    .venv/bin/python -m pip install "$@" --disable-pip-version-check --use-pep517 --editable '.[dev]'
}

if [ -t 1 ]; then
    install_packages && done=yes || done=no # pip shows its own progress
else
    report &
    reporter=$!
    trap 'kill $reporter 2>/dev/null || :' EXIT
    install_packages --quiet && done=yes || done=no
fi
[ "$done" = yes ] || fail "pip could not install the packages; its message stands above."
echo "$here" >.venv/.set-up
say "done"
