import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeClasses, changeModels, changeReferences, readProject } from '../../src/engine/dataset/project.ts';

describe('changes of one project file at the same time', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kshot-writes-'));
    file = path.join(folder, 'p.kshot.json');
    await writeFile(file, JSON.stringify({ version: 1, references: ['0.png'], images: ['*.png'] }, null, 2));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('all arrive', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `${i + 1}.png`);
    await Promise.all([
      ...names.map((name) => changeReferences(file, { add: [name] })),
      changeModels(path.relative(process.cwd(), file), { backbone: 'dino' }),
      changeClasses(file, [{ id: 2, name: 'bolt' }]),
      changeClasses(file, [{ id: 3, hidden: true }]),
    ]);
    const project = await readProject(file);
    expect(project.file.references).toEqual(['0.png', ...names]);
    expect(project.file.models.backbone).toBe('dino');
    expect(project.file.classes.map(({ id }) => id)).toEqual([2, 3]);
  });

  it('go on after one that failed', async () => {
    const wrong = changeModels(file, { backbone: '' });
    const right = changeReferences(file, { add: ['1.png'] });
    await expect(wrong).rejects.toMatchObject({ code: 'project-invalid' });
    await right;
    expect((await readProject(file)).file.references).toEqual(['0.png', '1.png']);
  });
});
