// Prints the five oddest images of a project (from the cache, so at once): node scripts/oddest.mjs PROJECT
import { execFileSync } from 'node:child_process';

const project = process.argv[2];
const run = (...args) =>
  JSON.parse(execFileSync(process.execPath, ['dist/cli.js', ...args, '--json'], { maxBuffer: 1 << 28 }));
const { threshold } = run('fit', project);
const records = run('score', project).filter((record) => !record.error);
for (const { image, score, features } of records.sort((a, b) => b.score - a.score).slice(0, 5)) {
  const [name, { normalized }] = Object.entries(features).sort(
    (a, b) => b[1].factor * b[1].normalized - a[1].factor * a[1].normalized,
  )[0];
  console.log(
    `  ${(score / threshold).toFixed(1).padStart(5)}×  ${image}  (most by ${name}: ${normalized.toFixed(1)} times the oddest reference)`,
  );
}
