#!/usr/bin/env bash
# A Python environment of the repository's own (.venv-test) with what the exporters and their tests need; kept until that changes.
# Usage: scripts/pythonEnv.sh; exit code 2 where there is no Python to make it with.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-test
requirements=(tools/export/requirements.txt test/python/requirements.txt)

# Debian's python3 comes without ensurepip, which venv needs.
usable() { python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }
if ! usable && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Python 3.10 or later with venv is not installed; getting it with apt-get."
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null || true
fi
if ! usable; then
  echo "The exporters need python3, 3.10 or later, with venv. Install it and start again:  sudo apt-get install python3-venv" >&2
  exit 2
fi

stamp="$venv/.ready-$({ cat "${requirements[@]}" scripts/pythonEnv.sh; python3 -VV; } | cksum | cut -d' ' -f1)"
if [ ! -e "$stamp" ]; then
  echo "Installing the exporters' requirements into $venv."
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${requirements[@]/#/--requirement=}"
  touch "$stamp"
fi
