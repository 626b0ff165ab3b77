#!/usr/bin/env bash
# The exporters' tests, in the Python environment of scripts/pythonEnv.sh.
# Usage: scripts/testPython.sh [pytest's arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/pythonEnv.sh
exec .venv-test/bin/python -m pytest -p no:cacheprovider -rs "$@" test/python
