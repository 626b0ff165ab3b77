#!/usr/bin/env bash
# The end-to-end tests drive a real browser: Debian's chromium, or the one that CHROMIUM names.
set -euo pipefail
browser=${CHROMIUM:-/usr/bin/chromium}
if [ -x "$browser" ]; then exit 0; fi
if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Chromium is not installed; getting it with apt-get."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  exit 0
fi
echo "The tests need Chromium at $browser. Install it and run them again:  sudo apt-get install chromium" >&2
echo "(or set CHROMIUM to the path of a Chromium or Chrome)" >&2
exit 1
