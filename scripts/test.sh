#!/usr/bin/env bash
# All tests, cheapest first: types and style, units, then the real editor. Stops at the first step that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

step "chromium";    bash scripts/ensureChromium.sh
step "build";       npm run --silent build
step "types";       npm run --silent typecheck
step "style";       npm run --silent lint
step "units";       npm run --silent test:unit
step "command line"; npm run --silent test:cli
step "inspector";   npx tsx test/e2e/inspectorPage.ts
step "VS Code";     bash scripts/fetchVscode.sh
step "integration"; npm run --silent test:integration
step "end to end";  npm run --silent test:e2e
step "package";     npm run --silent package
step "installed";   npm run --silent test:installed
