import { describe, expect, it } from 'vitest';
import type { ProjectModels } from '../../../src/domain/models.ts';
import type { ScoreBasis } from '../../../src/domain/scoreBasis.ts';
import { ScoreBases, staleReason } from '../../../src/host/services/scoreBases.ts';

const models: ProjectModels = { backbone: 'mobilenet-v2', segmenter: 'prototype', aligner: 'prototype', parts: 5 };
const basis: ScoreBasis = {
  references: [
    { image: 'a.png', version: '1' },
    { image: 'b.png', version: '1' },
  ],
  models,
  features: { embedding: 'vector', dissimilarity: {}, augment: 'auto' },
  classes: [],
};
const other = (parts: Partial<ScoreBasis>): ScoreBasis => ({ ...structuredClone(basis), ...parts });
const dino = other({ models: { ...models, backbone: 'dino' } });

describe('staleReason', () => {
  it('tells what changed', () => {
    expect(staleReason(basis, structuredClone(basis))).toBeNull();
    expect(staleReason(basis, dino)).toBe('models');
    expect(staleReason(basis, other({ references: basis.references.slice(1) }))).toBe('references');
    const repainted = basis.references.map((reference) => ({ ...reference, version: '2' }));
    expect(staleReason(basis, other({ references: repainted }))).toBe('references');
    expect(staleReason(basis, other({ models: { ...models, parts: 4 } }))).toBe('settings');
    expect(staleReason(basis, other({ features: { ...basis.features, augment: 'off' } }))).toBe('settings');
    expect(staleReason(basis, other({ classes: [[2, 0]] }))).toBe('classes');
  });

  it('tells of several changes the one that changes most', () => {
    expect(staleReason(basis, { ...dino, classes: [[2, 1]], references: [] })).toBe('models');
    expect(staleReason(basis, other({ classes: [[2, 1]], models: { ...models, parts: 4 } }))).toBe('settings');
  });
});

describe('ScoreBases', () => {
  const memento = () => {
    const kept = new Map<string, unknown>();
    return {
      get: <T>(key: string, otherwise?: T) => (kept.get(key) ?? otherwise) as T,
      update: (key: string, value: unknown) => {
        kept.set(key, JSON.parse(JSON.stringify(value)));
        return Promise.resolve();
      },
    };
  };

  it('tells what changed since there were scores, until there are new ones', () => {
    const bases = new ScoreBases(memento());
    expect(bases.set('p', basis)).toBe(false);
    bases.scored('p');
    expect(bases.staleReason('p')).toBeNull();
    expect(bases.set('p', structuredClone(basis))).toBe(false);
    expect(bases.set('p', dino)).toBe(true);
    expect(bases.staleReason('p')).toBe('models');
    bases.scored('p');
    expect(bases.staleReason('p')).toBeNull();
  });

  it('has nothing to say of a project that was never scored', () => {
    const bases = new ScoreBases(memento());
    bases.set('p', basis);
    bases.set('p', dino);
    expect(bases.staleReason('p')).toBeNull();
  });

  it('keeps the object as long as scores stay what they are', () => {
    const bases = new ScoreBases(memento());
    bases.set('p', basis);
    bases.set('p', structuredClone(basis));
    expect(bases.of('p')).toBe(basis);
    bases.set('p', dino);
    expect(bases.of('p')).toBe(dino);
  });

  it('remembers over restarts, until the project is gone', () => {
    const kept = memento();
    const first = new ScoreBases(kept);
    first.set('p', basis);
    first.scored('p');
    const second = new ScoreBases(kept);
    second.set('p', dino);
    expect(second.staleReason('p')).toBe('models');
    second.forget('p');
    second.set('p', dino);
    expect(second.staleReason('p')).toBeNull();
  });
});
