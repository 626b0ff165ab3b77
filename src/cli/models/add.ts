import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { AddOptions } from '../../engine/models/addModel.ts';
import { print, printJson } from '../output.ts';
import { positiveInteger, run, wholeNumber } from '../session.ts';
import { withStoreFlags, type StoreFlags } from './storeFlags.ts';

export function addAdd(models: Command): void {
  withStoreFlags(models.command('add'))
    .description('copy a model of your own into the store: what a manifest needs is read from its graphs')
    .argument('<path>', 'an ONNX file, a folder of them, or a folder with a manifest.json')
    .option('--id <id>', "the name that projects call it by (default: the file's or folder's)")
    .addOption(
      new Option('--kind <kind>', 'what it must be (default: by its files)').choices([
        'backbone',
        'segmenter',
        'aligner',
      ]),
    )
    .option('--input-size <n>', 'pixels a side (default: what the graph takes, else 518)', positiveInteger)
    .option('--patch-size <n>', "pixels a patch (default: the first convolution's kernel)", positiveInteger)
    .option('--skip-tokens <n>', 'class and register tokens before the patches (default: by a trial run)', wholeNumber)
    .option('--mean <r,g,b>', 'mean of each channel in [0, 1] (default: 0.485,0.456,0.406)', triple)
    .option('--std <r,g,b>', 'standard deviation of each channel (default: 0.229,0.224,0.225)', positiveTriple)
    .option('--input <name>', "the graph's input")
    .option('--output <name>', "the graph's output with the tokens")
    .option('--license <name>', 'its licence, for the list')
    .option('--source <text>', 'where it comes from (default: the path)')
    .option('--replace', 'take the place of a model of this id in the store')
    .action((path: string, { models: store, json, ...said }: StoreFlags & AddOptions) =>
      run({ ...(store === undefined ? {} : { models: store }) }, async ({ engine, task }) => {
        const manifest = await engine.models.add(path, { ...said, signal: task.signal });
        if (json) printJson(manifest);
        else print(`Added ${manifest.id}. In a project: "models": { "${manifest.kind}": "${manifest.id}" }`);
        return undefined;
      }),
    );
}

function triple(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.length !== 3 || !values.every(Number.isFinite))
    throw new InvalidArgumentError('Expected three numbers, as 0.485,0.456,0.406.');
  return values;
}

function positiveTriple(text: string): number[] {
  const values = triple(text);
  if (!values.every((value) => value > 0)) throw new InvalidArgumentError('Expected three numbers above 0.');
  return values;
}
