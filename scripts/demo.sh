#!/usr/bin/env bash
# The main job on a rendered sample: build, render, fit, score, evaluate. Writes to demo/ only.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run --silent build >/dev/null
rm -rf demo
kshot() { node dist/cli.js "$@"; }

kshot sample demo
echo
kshot score demo/sample.kshot.json --out demo/scores.csv --format csv --maps demo/maps
echo "The five oddest images, as multiples of the threshold (all in demo/scores.csv):"
node scripts/oddest.mjs demo/sample.kshot.json
echo
kshot eval demo/sample.kshot.json
cat <<'END'

Where to look next:
  demo/scores.csv   every score with its seven features
  demo/maps/        anomaly maps, float32 TIFF
  in VS Code        open this folder, press F5, open demo/ in the new window, right-click an image: Open in Inspector
  your own photos   node dist/cli.js init FOLDER --shots 4, then: node dist/cli.js score FOLDER/NAME.kshot.json
END
