#!/usr/bin/env bash
# The exporters' tests, in a Python environment of their own (.venv-test), which is kept until the requirements change.
# Usage: scripts/testPython.sh [pytest's arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-test
requirements=(tools/export/requirements.txt test/python/requirements.txt)

# Debian's python3 comes without ensurepip, which venv needs.
usable() { python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }
if ! usable && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Python 3.10 or later with venv is not installed; getting it with apt-get."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
fi
if ! usable; then
  echo "The exporters' tests need python3, 3.10 or later, with venv. Install it and run them again:  sudo apt-get install python3-venv" >&2
  exit 1
fi

stamp="$venv/.ready-$({ cat "${requirements[@]}" scripts/testPython.sh; python3 -VV; } | cksum | cut -d' ' -f1)"
if [ ! -e "$stamp" ]; then
  echo "Installing the exporters' requirements into $venv."
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${requirements[@]/#/--requirement=}"
  # PyTorch brings a few scripts for browsers, which eslint would take for ours.
  find "$venv" -type f \( -name '*.js' -o -name '*.mjs' \) -delete
  touch "$stamp"
fi

exec "$venv/bin/python" -m pytest -p no:cacheprovider -rs "$@" test/python
