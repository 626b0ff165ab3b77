import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../../src/domain/doctor.ts';
import type { ModelEntry, ProjectModels } from '../../../src/domain/models.ts';
import { userModelsFolder } from '../../../src/domain/userFolders.ts';
import { contextValue, modelActions, modelGroups } from '../../../src/host/services/modelActions.ts';
import { modelChange, namedModels, namesDefaults, usesAligner } from '../../../src/host/services/modelChoice.ts';
import { providerLines } from '../../../src/host/services/providerLines.ts';
import { PullShare } from '../../../src/host/services/pullShare.ts';

const entry = (id: string, given: Partial<ModelEntry> = {}): ModelEntry => ({
  id,
  kind: 'backbone',
  title: id,
  state: 'installed',
  bytes: 1000,
  license: 'MIT',
  parameters: null,
  reason: '',
  command: null,
  ...given,
});
const defaults: ProjectModels = { backbone: 'mobilenet-v2', segmenter: 'prototype', aligner: 'prototype', parts: 5 };

describe('what a model is used for in a project', () => {
  const sam = entry('sam', { kind: 'segmenter' });
  const deaot = entry('deaot', { kind: 'aligner' });
  const available = entry('deaot-l', { kind: 'aligner', state: 'export' });

  it('is what its kind says', () => {
    expect(modelChange(entry('dino'), defaults, [sam, deaot])).toEqual({ backbone: 'dino' });
    expect(modelChange(deaot, defaults, [deaot])).toEqual({ aligner: 'deaot' });
  });

  it('is, of a segmenter, together with an aligner that is installed', () => {
    expect(modelChange(sam, defaults, [sam, available, deaot])).toEqual({ segmenter: 'sam', aligner: 'deaot' });
    expect(modelChange(sam, defaults, [sam, available])).toEqual({ segmenter: 'sam' });
    expect(modelChange(sam, { ...defaults, aligner: 'hungarian' }, [sam, deaot])).toEqual({ segmenter: 'sam' });
  });

  it('keeps what the user chose beside the model', () => {
    const chosen: ProjectModels = {
      ...defaults,
      segmenter: { masks: 'first.png', only: 'first' },
      aligner: { model: 'other', memory: 'all', refine: 'off' },
    };
    expect(modelChange(sam, chosen, [deaot])).toEqual({
      segmenter: { masks: 'first.png', only: 'first', model: 'sam' },
    });
    expect(modelChange(deaot, chosen, [])).toEqual({ aligner: { model: 'deaot', memory: 'all', refine: 'off' } });
    const grid: ProjectModels = { ...defaults, segmenter: { model: 'old', grid: 'full' } };
    expect(modelChange(sam, grid, []).segmenter).toEqual({ model: 'sam', grid: 'full' });
  });

  it('takes the place of masks for every image', () => {
    expect(modelChange(sam, { ...defaults, segmenter: { masks: 'labels/{path}.png' } }, []).segmenter).toBe('sam');
  });

  it('tells the default models from others', () => {
    expect(namesDefaults(defaults)).toBe(true);
    expect(namesDefaults({ ...defaults, backbone: 'dino' })).toBe(false);
    expect(namesDefaults({ ...defaults, segmenter: 'sam' })).toBe(false);
  });

  it('leaves an aligner idle where nothing is to be carried', () => {
    expect(usesAligner(defaults)).toBe(false);
    expect(usesAligner({ segmenter: { masks: 'labels/{path}.png' } })).toBe(false);
    expect(usesAligner({ segmenter: 'sam' })).toBe(true);
    expect(usesAligner({ segmenter: { masks: 'first.png', only: 'first' } })).toBe(true);
    expect([...namedModels({ ...defaults, aligner: 'deaot' })]).toEqual(['mobilenet-v2', 'prototype']);
    expect([...namedModels({ ...defaults, segmenter: 'sam', aligner: 'deaot' })]).toEqual([
      'mobilenet-v2',
      'sam',
      'deaot',
    ]);
  });
});

describe('the list of models', () => {
  it('is in the method’s order, without empty groups', () => {
    const groups = modelGroups([
      entry('lost', { kind: null, state: 'damaged' }),
      entry('deaot', { kind: 'aligner' }),
      entry('b'),
      entry('a'),
    ]);
    expect(groups.map(({ kind, models }) => [kind, models.map(({ id }) => id)])).toEqual([
      ['backbone', ['b', 'a']],
      ['aligner', ['deaot']],
      [null, ['lost']],
    ]);
  });

  it('offers of each model what can be done with it', () => {
    const of = (state: ModelEntry['state'], given: Partial<ModelEntry> = {}) =>
      modelActions(entry('x', { state, ...given }));
    expect(of('bundled')).toEqual(['use', 'verify']);
    expect(of('installed')).toEqual(['use', 'verify', 'remove']);
    expect(of('available')).toEqual(['pull']);
    expect(of('export')).toEqual(['export']);
    expect(of('damaged')).toEqual(['verify', 'remove']);
    expect(of('damaged', { parameters: 22e6 })).toEqual(['pull', 'verify', 'remove']);
  });

  it('tells menus by words', () => {
    expect(contextValue(entry('x', { state: 'available' }))).toBe('model pull');
    expect(contextValue(entry('x'))).toMatch(/\bremove\b/);
  });
});

describe('PullShare', () => {
  it('adds up files, with what servers say in the place of what was expected', () => {
    const share = new PullShare(400);
    expect([share.bytes, share.percent]).toEqual([0, 0]);
    share.update({ file: 'a', done: 100, total: 100 });
    expect([share.bytes, share.total, share.percent]).toEqual([100, 400, 25]);
    share.update({ file: 'b', done: 0, total: 700 });
    expect([share.total, share.percent]).toEqual([800, 12.5]);
    share.update({ file: 'b', done: 700, total: 700 });
    expect(share.percent).toBe(100);
  });

  it('tells bytes alone where nobody knows the size', () => {
    const share = new PullShare(null);
    share.update({ file: 'a', done: 0, total: 0 });
    expect([share.total, share.percent]).toEqual([0, 0]);
  });
});

describe('providerLines', () => {
  const report = (runsOn: DoctorReport['models'][number]['runsOn']): DoctorReport => ({
    node: '',
    platform: '',
    onnxruntime: '',
    sharp: '',
    threads: 1,
    providers: [
      { provider: 'cuda', usable: false, chosen: false, reason: 'no graphics device found' },
      { provider: 'webgpu', usable: true, chosen: true, reason: '3 times as fast' },
      { provider: 'cpu', usable: true, chosen: false, reason: 'always there' },
    ],
    models: [{ id: 'dino', usable: true, license: null, reason: 'ready', runsOn }],
    cache: { folder: null, limitBytes: 0 },
  });

  it('says of the processor why this model runs on no other', () => {
    const runsOn = [{ graph: 'model', provider: 'cpu', reason: 'webgpu: slower' }];
    expect(providerLines(report(runsOn), 'dino', 'cpu')).toEqual(['webgpu: slower']);
  });

  it('says of another why it is used, and why not those before it', () => {
    const runsOn = [{ graph: 'model', provider: 'webgpu', reason: '4 times as fast' }];
    expect(providerLines(report(runsOn), 'dino', 'webgpu')).toEqual([
      'webgpu: 4 times as fast',
      'cuda: no graphics device found',
    ]);
  });

  it('says what holds for the machine where the model is not known', () => {
    expect(providerLines(report([]), './mine', 'cpu')).toEqual(['cpu: always there', 'cuda: no graphics device found']);
  });
});

describe('userModelsFolder', () => {
  it('is where each platform keeps a user’s data', () => {
    expect(userModelsFolder('linux', {}, '/home/a')).toBe('/home/a/.local/share/kshot/models');
    expect(userModelsFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/kshot/models');
    expect(userModelsFolder('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/kshot/models');
    expect(userModelsFolder('win32', {}, 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Local\\kshot\\models');
    expect(userModelsFolder('win32', { LOCALAPPDATA: 'D:\\L' }, 'C:\\Users\\a')).toBe('D:\\L\\kshot\\models');
  });
});
