/** A project on the disk with annotated images, for exports and imports. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import type { Annotations, Region, Shape } from '../../src/domain/annotations/annotations.ts';
import { NO_ANNOTATIONS } from '../../src/domain/annotations/annotations.ts';
import { maskOf, newBitmap } from '../../src/domain/annotations/mask.ts';
import type { Mask, Size } from '../../src/domain/annotations/mask.ts';
import { shapeBox } from '../../src/domain/annotations/shapes.ts';
import { DiskFolders } from '../../src/engine/dataset/annotations/diskFolder.ts';
import { readLabels, writeLabels } from '../../src/engine/dataset/annotations/labelFiles.ts';
import { readProject } from '../../src/engine/dataset/project.ts';
import type { Project } from '../../src/engine/dataset/project.ts';

export const SIZE: Size = { width: 40, height: 30 };

export function region(label: string, shape: Shape, parts: Partial<Region> = {}): Region {
  return { id: Math.random().toString(36), label, shape, comment: '', group: null, ...parts };
}

export function rectangle(...points: [number, number, number, number]): Shape {
  return { type: 'rectangle', points };
}

/** A mask drawn as rows of `#` and other characters, its corner at (x, y). */
export function drawn(x: number, y: number, rows: readonly string[]): Mask {
  const bitmap = newBitmap({ width: x + rows[0]!.length, height: y + rows.length });
  rows.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) if (row[j] === '#') bitmap.data[(y + i) * bitmap.width + x + j] = 1;
  });
  return maskOf(bitmap);
}

export interface Sandbox {
  readonly folder: string;
  /** A project with these images, all of {@link SIZE} unless `sizes` says otherwise, and label files where there are annotations. */
  project(
    name: string,
    images: Readonly<Record<string, Annotations>>,
    options?: { file?: object; sizes?: Readonly<Record<string, Size>> },
  ): Promise<Project>;
  remove(): Promise<void>;
}

export async function sandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kshot-interchange-'));
  return {
    folder,
    project: async (name, images, { file = {}, sizes = {} } = {}) => {
      const at = path.join(folder, name);
      await mkdir(at, { recursive: true });
      const content = { version: 1, references: [], images: ['**/*', '!ground_truth/**'], ...file };
      await writeFile(path.join(at, 'p.kshot.json'), JSON.stringify(content));
      for (const [image, annotations] of Object.entries(images)) {
        const size = sizes[image] ?? SIZE;
        await mkdir(path.dirname(path.join(at, image)), { recursive: true });
        await writeFile(path.join(at, image), pngOf(size));
        if (annotations.verdict !== null || annotations.regions.length > 0)
          await put(path.join(at, image), annotations, size);
      }
      return readProject(path.join(at, 'p.kshot.json'));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A black image; its content says PNG, whatever its name. */
export function pngOf({ width, height }: Size): Uint8Array {
  return encode({ width, height, channels: 1, depth: 8, data: new Uint8Array(width * height) });
}

export async function put(image: string, annotations: Annotations, size: Size = SIZE): Promise<void> {
  await writeLabels(image, annotations, await readLabels(image, new DiskFolders()), size);
}

export async function annotationsOf(project: Project, image: string): Promise<Annotations> {
  return (await readLabels(path.join(project.folder, image), new DiskFolders())).content.annotations;
}

/** The same images without annotations. */
export function bare(images: Readonly<Record<string, Annotations>>): Record<string, Annotations> {
  return Object.fromEntries(Object.keys(images).map((name) => [name, NO_ANNOTATIONS]));
}

/** What of a region counts: not its id, nor which corners a box was drawn from, nor the empty flags that every file has. */
export function plain({ label, shape: drawn, comment, group, extra = {} }: Region): object {
  const { x0, y0, x1, y1 } = shapeBox(drawn);
  const shape: Shape = drawn.type === 'rectangle' ? rectangle(x0, y0, x1, y1) : drawn;
  const others = Object.entries(extra).filter(
    ([key, value]) => key !== 'flags' || Object.keys(value as object).length > 0,
  );
  return { label, shape, comment, group, ...(others.length > 0 ? { extra: Object.fromEntries(others) } : {}) };
}
