import type { Command } from 'commander';
import { addExport } from './export.ts';
import { addImport } from './import.ts';

/** `kshot annotations …`: what people said of images, to and from other tools. */
export function addAnnotations(program: Command): void {
  const annotations = program.command('annotations').description('verdicts and regions: to and from other tools');
  addExport(annotations);
  addImport(annotations);
}
