import type { Command } from 'commander';
import { addAdd } from './add.ts';
import { addList } from './list.ts';
import { addPull } from './pull.ts';
import { addRemove } from './remove.ts';
import { addVerify } from './verify.ts';

/** `kshot models`: the store of models, one sub-command a file. */
export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('the models that are there and those that can be had: list, pull, add, verify, remove');
  for (const add of [addList, addPull, addAdd, addVerify, addRemove]) add(models);
}
