import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';

/** What the extension wrote into its log, by the folder of the server's data. */
export function extensionLog(data: string): string {
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /kShot[^/]*\.log$/.test(name),
  );
  return files.map((name) => readFileSync(path.join(data, name), 'utf8')).join('\n');
}
