import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';

/** Where the models lie, beside the package; git ignores it. */
export const MODELS_FOLDER = '.bench-models';
/** What wrote them: other weights come from other scripts. */
const STAMP = path.join(MODELS_FOLDER, '.scripts');
const PYTHON = path.join('.venv-test', 'bin', 'python');
const SCRIPT = 'tools/export/random_models.py';

/**
 * Writes the models that are missing, with Python in an environment of its own; all anew where the scripts that write them have changed.
 * @returns null, or what to do where that is impossible.
 */
export function writeMissingModels(ids: readonly string[]): string | null {
  const scripts = checksumOfScripts();
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== scripts) {
    rmSync(MODELS_FOLDER, { recursive: true, force: true });
    mkdirSync(MODELS_FOLDER);
    writeFileSync(STAMP, scripts);
  }
  const missing = ids.filter((id) => !existsSync(path.join(MODELS_FOLDER, id, 'manifest.json')));
  if (missing.length === 0) return null;
  console.error(`Writing ${missing.join(', ')} to ${MODELS_FOLDER}: some minutes, this once.`);
  const steps = [
    ['bash', path.join('scripts', 'pythonEnv.sh')],
    [PYTHON, SCRIPT, '--out', MODELS_FOLDER, ...missing],
  ];
  const isDone = steps.every(([command, ...given]) => spawnSync(command!, given, { stdio: 'inherit' }).status === 0);
  if (isDone) return null;
  const command = `python3 -m pip install -r tools/export/requirements.txt && python3 ${SCRIPT} --out ${MODELS_FOLDER} ${missing.join(' ')}`;
  return `Expected Python 3.10 or later to write ${missing.join(', ')}; it is not there, or failed. Install it, then run: ${command}`;
}

function checksumOfScripts(): string {
  const hash = createHash('sha256');
  for (const file of globSync('tools/export/**/*.{py,txt}').sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}
