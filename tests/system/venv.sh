#!/usr/bin/env bash
# Make the virtual environment $1 with a Python that is new enough; leave a working one alone.
set -euo pipefail
venv=$1

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
"$venv/bin/python" -c "$new_enough" 2>/dev/null && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do
    "${python:-false}" -c "$new_enough" 2>/dev/null && break
done
if [ -z "$python" ]; then
    echo "error: Python 3.11 or newer is needed, and none was found in PATH" >&2
    exit 1
fi
# Debian keeps this part of Python in a package of its own.
can_make_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
if ! can_make_venv && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's python3-venv ..."
    { apt-get -qq update && apt-get -qq install --yes --no-install-recommends python3-venv; } >/dev/null 2>&1 || true
fi
if ! can_make_venv; then
    echo "error: $("$python" -V) cannot make virtual environments here; install its venv package (Debian: python3-venv)" >&2
    exit 1
fi
echo "Making $venv with $("$python" -V) ..."
"$python" -m venv --clear "$venv"
