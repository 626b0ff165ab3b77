import { Option } from 'commander';
import type { Command } from 'commander';
import type { Layout } from '../domain/projectFile.ts';
import { counted, print, printJson } from './output.ts';
import { positiveInteger, run } from './session.ts';

interface InitFlags {
  shots?: number;
  layout?: Layout;
  name?: string;
  json?: true;
}

export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a project file for a folder of images')
    .argument('<dir>', 'folder with the images')
    .option(
      '--shots <k>',
      'pick k references: the first of train/good by name, or spread over a plain folder',
      positiveInteger,
    )
    .addOption(
      new Option('--layout <layout>', 'where ground truth comes from (default: recognised)').choices([
        'folder',
        'mvtec-ad',
        'mvtec-loco',
      ]),
    )
    .option('--name <name>', "name of the project (default: the folder's)")
    .option('--json', 'print one JSON document')
    .action((folder: string, flags: InitFlags) =>
      run({}, async ({ engine }) => {
        const project = await engine.createProject({
          folder,
          shots: flags.shots,
          layout: flags.layout,
          name: flags.name,
        });
        const images = await engine.images(project);
        const references = images.filter(({ reference }) => reference).map(({ image }) => image);
        const scored = images.length - references.length;
        if (flags.json) printJson({ project, images: images.length, references });
        else {
          print(
            `Wrote ${project}: ${counted(scored, 'image')} to score, ${references.length === 0 ? 'no references yet' : `references ${references.join(', ')}`}.`,
          );
          print(
            references.length === 0
              ? `Add some normal images to "references" (or start over with --shots 4), then: kshot score ${project}`
              : `Next: kshot score ${project}`,
          );
        }
        return undefined;
      }),
    );
}
