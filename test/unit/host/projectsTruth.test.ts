import { describe, expect, it, vi } from 'vitest';
import type { ProjectImage } from '../../../src/domain/records.ts';
import type { EngineService } from '../../../src/host/services/engineService.ts';
import { ImageIndex } from '../../../src/host/services/imageIndex.ts';
import { Projects } from '../../../src/host/services/projects.ts';
import type { TruthChange } from '../../../src/host/services/projects.ts';
import type { Records } from '../../../src/host/services/records.ts';
import { Deferred, settle } from './deferred.ts';
import { EventEmitter } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

const PROJECT = '/data/p.kshot.json';
const image = (name: string, group: string | null): ProjectImage => ({
  image: name,
  reference: false,
  group,
  annotations: group === null ? null : { verdict: 'good', regions: 0 },
});

function setUp(): {
  projects: Projects;
  requests: string[];
  answers: Deferred<ProjectImage[]>[];
  changes: TruthChange[];
} {
  const requests: string[] = [];
  const answers: Deferred<ProjectImage[]>[] = [];
  const request = (method: string): Promise<ProjectImage[]> => {
    requests.push(method);
    const answer = new Deferred<ProjectImage[]>();
    answers.push(answer);
    return answer.promise;
  };
  const projects = new Projects({ request } as unknown as EngineService, {} as never);
  const changes: TruthChange[] = [];
  projects.onDidChangeTruth((change) => changes.push(change));
  return { projects, requests, answers, changes };
}

it('the index knows which images label files may belong to, and shows what they say', async () => {
  const { projects, answers } = setUp();
  const records = { onDidChange: new EventEmitter().event, reload: () => Promise.resolve(), get: () => undefined };
  const index = new ImageIndex(projects, records as unknown as Records);
  const loading = index.load(PROJECT);
  answers[0]!.resolve([image('a.png', null), image('sub/b.jpg', null), image('sub/b.png', null)]);
  await loading;
  const files = ['/data/a.json', '/data/sub/b.json', '/data/sub/b.jpg.json', '/data/b.json', '/other/a.json'];
  expect(index.labelledBy(PROJECT, files)).toEqual(['a.png', 'sub/b.png', 'sub/b.jpg']);
  expect(index.labelledBy('/unknown.kshot.json', files)).toEqual([]);
  const heard: unknown[] = [];
  index.onDidChange((uris) => heard.push(uris?.map(({ path }) => path)));
  const reading = projects.readTruth(PROJECT, ['sub/b.png']);
  await settle();
  answers[1]!.resolve([image('sub/b.png', 'good')]);
  await reading;
  expect(heard).toEqual([['/data/sub/b.png']]);
  expect(index.images(PROJECT).map((status) => status.image.group)).toEqual([null, null, 'good']);
});

describe('what people annotated, read again', () => {
  it('replaces those images alone, and tells of those that are others', async () => {
    const { projects, requests, answers, changes } = setUp();
    const images = projects.images(PROJECT);
    answers[0]!.resolve([image('a.png', null), image('b.png', null), image('c.png', null)]);
    await images;
    const reading = projects.readTruth(PROJECT, ['a.png', 'b.png']);
    await settle();
    answers[1]!.resolve([image('a.png', null), image('b.png', 'good')]);
    await reading;
    expect(requests).toEqual(['images', 'imageTruth']);
    expect(changes).toEqual([{ project: PROJECT, images: [image('b.png', 'good')] }]);
    expect((await projects.images(PROJECT)).map(({ group }) => group)).toEqual([null, 'good', null]);
    expect(requests).toHaveLength(2);
  });

  it('asks nothing of a project whose images nobody read, and tells nothing where nothing changed', async () => {
    const { projects, requests, answers, changes } = setUp();
    await projects.readTruth(PROJECT, ['a.png']);
    expect(requests).toEqual([]);
    const images = projects.images(PROJECT);
    answers[0]!.resolve([image('a.png', 'good')]);
    await images;
    const reading = projects.readTruth(PROJECT, ['a.png', 'gone.png']);
    await settle();
    answers[1]!.resolve([image('a.png', 'good'), image('gone.png', 'good')]);
    await reading;
    expect(changes).toEqual([]);
  });

  it('of several images at a time is kept for each', async () => {
    const { projects, answers, changes } = setUp();
    const images = projects.images(PROJECT);
    answers[0]!.resolve([image('a.png', null), image('b.png', null)]);
    await images;
    const readings = [projects.readTruth(PROJECT, ['a.png']), projects.readTruth(PROJECT, ['b.png'])];
    await settle();
    answers[1]!.resolve([image('a.png', 'good')]);
    await settle();
    answers[2]!.resolve([image('b.png', 'good')]);
    await Promise.all(readings);
    expect((await projects.images(PROJECT)).map(({ group }) => group)).toEqual(['good', 'good']);
    expect(changes.map((change) => change.images.length)).toEqual([1, 1]);
  });

  it('gives way to a reading of the whole project that came between', async () => {
    const { projects, answers, changes } = setUp();
    const images = projects.images(PROJECT);
    answers[0]!.resolve([image('a.png', null)]);
    await images;
    const reading = projects.readTruth(PROJECT, ['a.png']);
    await settle();
    projects.invalidate(PROJECT);
    const again = projects.images(PROJECT);
    answers[2]!.resolve([image('a.png', null)]);
    answers[1]!.resolve([image('a.png', 'good')]);
    await reading;
    expect(changes).toEqual([]);
    expect(await again).toEqual([image('a.png', null)]);
  });
});
