import { DEFAULT_SATURATION } from '../../domain/defects.ts';
import type { LabelRename } from '../../domain/defects.ts';
import type { DefectEntry } from '../../domain/projectFile.ts';
import type { Defects } from '../services/defects.ts';

/** What can be done with one label. */
export type LabelAction = 'rename' | 'kind' | 'saturation' | 'up' | 'down' | 'remove';

export type Saturation = Pick<DefectEntry, 'saturation' | 'relative'>;

/** What the user is asked; undefined: gave up. */
export interface LabelDialogs {
  /** One of the labels to change, or `add`. @param last the one that was changed last. */
  label: (labels: readonly DefectEntry[], last: string | undefined) => Promise<DefectEntry | 'add' | undefined>;
  action: (label: DefectEntry, labels: readonly DefectEntry[]) => Promise<LabelAction | undefined>;
  /** @param value what stands in the field at first. @param taken names that cannot be chosen. */
  name: (value: string, taken: readonly string[]) => Promise<string | undefined>;
  kind: (name: string) => Promise<DefectEntry['kind'] | undefined>;
  saturation: (name: string, now: Saturation) => Promise<Saturation | undefined>;
  /** Whether regions with a label are renamed in the label files too. */
  renameInFiles: (from: string, to: string) => Promise<boolean | undefined>;
  renamed: (done: LabelRename, to: string) => void;
}

/** The user's work on a project's labels: lists them until the user gives up; each answer is written at once. */
export class LabelWork {
  private last: string | undefined;

  constructor(
    private readonly project: string,
    private readonly defects: Pick<Defects, 'load' | 'edit' | 'renameInFiles'>,
    private readonly dialogs: LabelDialogs,
    /** Saves what editors of a project's images hold that is not in their label files. */
    private readonly saveImages: (project: string) => Promise<void>,
  ) {}

  /** Throws what the engine throws. */
  async run(): Promise<void> {
    for (;;) {
      const labels = await this.defects.load(this.project);
      const picked = await this.dialogs.label(labels, this.last);
      if (picked === undefined) return;
      if (picked === 'add') await this.add('');
      else await this.change(picked, labels);
    }
  }

  /** Asks for a new label: its name, what kind of defect it is, how much of a region has to be found. @param name what its name may be. */
  async add(name: string): Promise<void> {
    const labels = await this.defects.load(this.project);
    const taken = labels.map((label) => label.name);
    const given = name !== '' && !taken.includes(name) ? name : await this.dialogs.name(name, taken);
    const kind = given === undefined ? undefined : await this.dialogs.kind(given);
    if (given === undefined || kind === undefined) return;
    const saturation = await this.dialogs.saturation(given, DEFAULT_SATURATION);
    if (saturation === undefined) return;
    const entry: DefectEntry = { name: given, kind, ...saturation };
    await this.defects.edit(this.project, [{ type: 'add', entry }]);
    this.last = given;
  }

  private async change(label: DefectEntry, labels: readonly DefectEntry[]): Promise<void> {
    const { name } = label;
    const place = labels.indexOf(label);
    this.last = name;
    switch (await this.dialogs.action(label, labels)) {
      case 'rename':
        return this.rename(label, labels);
      case 'kind': {
        const kind = label.kind === 'logical' ? 'structural' : 'logical';
        await this.defects.edit(this.project, [{ type: 'change', name, to: { kind } }]);
        break;
      }
      case 'saturation': {
        const to = await this.dialogs.saturation(name, label);
        if (to) await this.defects.edit(this.project, [{ type: 'change', name, to }]);
        break;
      }
      case 'up':
        await this.defects.edit(this.project, [{ type: 'move', name, to: place - 1 }]);
        break;
      case 'down':
        await this.defects.edit(this.project, [{ type: 'move', name, to: place + 1 }]);
        break;
      case 'remove':
        await this.defects.edit(this.project, [{ type: 'remove', name }]);
        break;
      case undefined:
    }
  }

  /** The project file first: where that is refused, no label file is touched. */
  private async rename({ name }: DefectEntry, labels: readonly DefectEntry[]): Promise<void> {
    const taken = labels.map((label) => label.name).filter((other) => other !== name);
    const to = await this.dialogs.name(name, taken);
    if (to === undefined || to === name) return;
    const inFiles = await this.dialogs.renameInFiles(name, to);
    if (inFiles === undefined) return;
    await this.defects.edit(this.project, [{ type: 'change', name, to: { name: to } }]);
    this.last = to;
    if (!inFiles) return;
    await this.saveImages(this.project); // regions that are in no file yet are renamed too
    this.dialogs.renamed(await this.defects.renameInFiles(this.project, name, to), to);
  }
}

/** A label's actions, the likeliest first. */
export function labelActions(label: DefectEntry, labels: readonly DefectEntry[]): LabelAction[] {
  const place = labels.indexOf(label);
  return [
    'rename',
    'kind',
    'saturation',
    ...(place > 0 ? (['up'] as const) : []),
    ...(place < labels.length - 1 ? (['down'] as const) : []),
    'remove',
  ];
}
