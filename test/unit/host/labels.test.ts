import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DefectChange } from '../../../src/domain/defects.ts';
import type { DefectEntry } from '../../../src/domain/projectFile.ts';
import { LabelWork, labelActions } from '../../../src/host/annotations/labels.ts';
import type { LabelDialogs } from '../../../src/host/annotations/labels.ts';
import { PageLabels } from '../../../src/host/annotations/pageLabels.ts';
import type { LabelledImage } from '../../../src/host/annotations/pageLabels.ts';
import { PagePrompts } from '../../../src/host/annotations/pagePrompts.ts';
import type { PromptMessage } from '../../../src/host/annotations/pagePrompts.ts';
import { Defects } from '../../../src/host/services/defects.ts';
import { PromptModels } from '../../../src/host/services/promptModels.ts';
import type { ToInspector } from '../../../src/protocol/inspector.ts';
import { EngineRequestError } from '../../../src/worker/engineRequestError.ts';
import { Deferred, settle } from './deferred.ts';
import { EventEmitter, Uri } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const PROJECT = '/data/p.kshot.json';
const entry = (name: string, parts: Partial<DefectEntry> = {}): DefectEntry => ({
  name,
  kind: 'structural',
  saturation: 1,
  relative: true,
  ...parts,
});

describe('the labels of projects', () => {
  it('are read once, again when the project changes, and told of where they are others', async () => {
    let now = [entry('hole')];
    let asked = 0;
    const changed = new EventEmitter<string | undefined>();
    const request = (): Promise<unknown> => {
      asked++;
      return Promise.resolve(now);
    };
    const defects = new Defects({ request } as never, { onDidChange: changed.event });
    const told: string[] = [];
    defects.onDidChange((project) => told.push(project));
    expect(defects.known(PROJECT)).toEqual([]);
    await Promise.all([defects.load(PROJECT), defects.load(PROJECT)]);
    expect([asked, told.length]).toEqual([1, 1]);
    changed.fire(PROJECT);
    changed.fire('/other.kshot.json');
    changed.fire(undefined);
    await settle();
    expect([asked, told.length]).toEqual([2, 1]);
    now = [entry('hole'), entry('dust')];
    changed.fire(PROJECT);
    await settle();
    expect(defects.known(PROJECT)).toEqual(now);
    expect(told).toEqual([PROJECT, PROJECT]);
  });

  it('are those that the engine gives after a change; one that it refuses leaves them', async () => {
    let refuse = false;
    const request = (method: string): Promise<unknown> => {
      if (method === 'defects') return Promise.resolve([entry('hole')]);
      return refuse
        ? Promise.reject(new EngineRequestError('project-invalid', 'twice'))
        : Promise.resolve([entry('dust')]);
    };
    const defects = new Defects({ request } as never, { onDidChange: new EventEmitter().event } as never);
    await defects.load(PROJECT);
    await defects.edit(PROJECT, [{ type: 'remove', name: 'hole' }]);
    expect(await defects.load(PROJECT)).toEqual([entry('dust')]);
    refuse = true;
    await expect(defects.edit(PROJECT, [{ type: 'remove', name: 'x' }])).rejects.toMatchObject({
      code: 'project-invalid',
    });
    expect(defects.known(PROJECT)).toEqual([entry('dust')]);
  });
});

describe('work on labels', () => {
  let labels: DefectEntry[];
  let written: DefectChange[];
  let renames: string[];
  let answers: unknown[];
  let asked: string[];
  const answer = (question: string) => () => {
    asked.push(question);
    return Promise.resolve(answers.shift() as never);
  };
  beforeEach(() => {
    labels = [entry('scratch'), entry('hole', { kind: 'logical', saturation: 400, relative: false }), entry('dust')];
    [written, renames, answers, asked] = [[], [], [], []];
  });
  const work = (): LabelWork => {
    const dialogs: LabelDialogs = {
      label: answer('label'),
      action: answer('action'),
      name: answer('name'),
      kind: answer('kind'),
      saturation: answer('saturation'),
      renameInFiles: answer('renameInFiles'),
      renamed: ({ regions }) => asked.push(`renamed ${regions}`),
    };
    const defects = {
      load: () => Promise.resolve(labels),
      edit: (_: string, changes: DefectChange[]) => {
        written.push(...changes);
        return Promise.resolve(labels);
      },
      renameInFiles: (_: string, from: string, to: string) => {
        renames.push(`${from} ${to}`);
        return Promise.resolve({ files: 1, regions: 3, failed: [] });
      },
    };
    return new LabelWork(PROJECT, defects, dialogs, (project) => {
      renames.push(`saved ${project}`);
      return Promise.resolve();
    });
  };

  it('adds a label by name, kind and saturation', async () => {
    answers = ['add', 'crack', 'logical', { saturation: 0.5, relative: true }, undefined];
    await work().run();
    expect(asked).toEqual(['label', 'name', 'kind', 'saturation', 'label']);
    expect(written).toEqual([{ type: 'add', entry: entry('crack', { kind: 'logical', saturation: 0.5 }) }]);
  });

  it('takes the name that a page proposes, unless there is such a label; nothing is written where the user gives up', async () => {
    answers = ['structural', { saturation: 1, relative: true }];
    await work().add('crack');
    expect(written).toEqual([{ type: 'add', entry: entry('crack') }]);
    answers = [undefined];
    await work().add('hole');
    answers = ['structural', undefined];
    await work().add('split');
    expect(asked).toEqual(['kind', 'saturation', 'name', 'kind', 'saturation']);
    expect(written).toHaveLength(1);
  });

  it('changes kind, saturation and order, and takes a label out', async () => {
    const hole = labels[1];
    answers = [
      hole,
      'kind',
      hole,
      'saturation',
      { saturation: 9, relative: false },
      hole,
      'up',
      hole,
      'down',
      hole,
      'remove',
    ];
    await work().run();
    expect(written).toEqual([
      { type: 'change', name: 'hole', to: { kind: 'structural' } },
      { type: 'change', name: 'hole', to: { saturation: 9, relative: false } },
      { type: 'move', name: 'hole', to: 0 },
      { type: 'move', name: 'hole', to: 2 },
      { type: 'remove', name: 'hole' },
    ]);
  });

  it('renames a label, and the regions where the user wants it', async () => {
    const [scratch] = labels;
    answers = [scratch, 'rename', 'Kratzer', true];
    await work().run();
    expect([written, renames]).toEqual([
      [{ type: 'change', name: 'scratch', to: { name: 'Kratzer' } }],
      [`saved ${PROJECT}`, 'scratch Kratzer'],
    ]);
    expect(asked).toContain('renamed 3');
    for (const some of [['scratch'], ['x', undefined], [undefined]]) {
      answers = [scratch, 'rename', ...some];
      await work().run();
    }
    expect(written).toHaveLength(1);
    answers = [scratch, 'rename', 'x', false];
    await work().run();
    expect([written.length, renames.length]).toEqual([2, 2]);
  });

  it('moves no label beyond the ends', () => {
    expect(
      labels.map((label) => labelActions(label, labels).filter((action) => action === 'up' || action === 'down')),
    ).toEqual([['down'], ['up', 'down'], ['up']]);
  });
});

describe('the labels on a page', () => {
  it('are the project’s, or those of the image’s regions; the page hears of each change once', async () => {
    let labels = [entry('hole')];
    const projectChanged = new EventEmitter<string | undefined>();
    const projects = { onDidChange: projectChanged.event };
    const request = (method: string): Promise<unknown> => Promise.resolve(method === 'defects' ? labels : 'slimsam');
    const defects = new Defects({ request } as never, projects);
    const prompts = new PromptModels({ request } as never, projects, {
      onDidChange: new EventEmitter().event,
    } as never);
    let image: LabelledImage = { project: undefined, regions: [] };
    const posted: ToInspector[] = [];
    const page = new PageLabels(
      { defects, prompts },
      () => image,
      (message) => posted.push(message),
    );
    expect(page.of(image, true)).toEqual({ defects: [], promptModel: null });
    image = { project: PROJECT, regions: [] };
    page.load(PROJECT);
    await settle();
    expect(posted.at(-1)).toEqual({ type: 'labels', defects: labels, promptModel: 'slimsam' });
    const heard = posted.length;
    page.tell();
    expect(posted).toHaveLength(heard);
    labels = [entry('hole'), entry('dust')];
    projectChanged.fire(PROJECT);
    await settle();
    expect(posted.at(-1)).toMatchObject({ defects: labels });
    const region = (label: string) =>
      ({ id: label, label, shape: { type: 'point', points: [1, 1] }, comment: '', group: null }) as const;
    image = { project: null, regions: [region('b'), region('a'), region('b')] };
    page.tell();
    expect((posted.at(-1) as { defects: DefectEntry[] }).defects.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('clicks on a page', () => {
  const message = (number: number): PromptMessage => ({
    type: 'prompt',
    image: 'a.png',
    number,
    points: [],
    box: null,
  });
  const mask = { x: 0, y: 0, width: 1, height: 1, runs: [0, 1] };

  it('are answered with the number of the last; one before it is ended', async () => {
    const requests: { answer: Deferred<unknown>; signal: AbortSignal; params: unknown }[] = [];
    const request = (_: string, params: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> => {
      const answer = new Deferred<unknown>();
      requests.push({ answer, signal, params });
      return answer.promise;
    };
    const posted: ToInspector[] = [];
    const noted: unknown[] = [];
    const failures = { note: (error: unknown) => void noted.push(error) };
    const prompts = new PagePrompts({ request } as never, failures, (told) => posted.push(told));
    const image = Uri.file('/data/a.png') as never;
    const first = prompts.ask(message(1), image, PROJECT);
    const second = prompts.ask(message(2), image, undefined);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    expect(requests.map(({ params }) => params)).toMatchObject([
      { project: PROJECT, image: '/data/a.png' },
      { project: null },
    ]);
    requests[0]!.answer.resolve(mask);
    requests[1]!.answer.resolve(null);
    await Promise.all([first, second]);
    expect(posted).toEqual([{ type: 'prompted', number: 2, mask: null, failure: null }]);
    const third = prompts.ask(message(3), image, PROJECT);
    requests[2]!.answer.reject(new EngineRequestError('model-missing', 'No SAM model.\nat line 3'));
    await third;
    expect(posted.at(-1)).toEqual({ type: 'prompted', number: 3, mask: null, failure: 'No SAM model.' });
    expect(noted).toHaveLength(1);
    const fourth = prompts.ask(message(4), image, PROJECT);
    prompts.stop();
    requests[3]!.answer.reject(new EngineRequestError('cancelled', ''));
    await fourth;
    expect([posted.length, noted.length]).toEqual([2, 1]);
  });
});
