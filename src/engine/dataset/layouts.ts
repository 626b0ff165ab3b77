import type { Layout } from '../../domain/projectFile.ts';

const SPLITS = ['train', 'validation', 'test'];

/**
 * An image's ground-truth group by its path (FORMATS): in `mvtec-ad` and `mvtec-loco` the folder below the last `train`,
 * `validation` or `test`; `good` is normal, every other name a defect. null where the layout says nothing.
 */
export function groupOf(image: string, layout: Layout): string | null {
  if (layout === 'folder') return null;
  const parts = image.split('/');
  for (let i = parts.length - 3; i >= 0; i--) if (SPLITS.includes(parts[i]!)) return parts[i + 1]!;
  return null;
}

/** What a folder looks like, by the names of the files below it: its layout and the globs of the images to score. */
export function recognizeLayout(images: readonly string[]): { layout: Layout; images: string[]; pool: string[] } {
  const train = images.filter((image) => image.startsWith('train/good/'));
  const tests = images.filter((image) => image.startsWith('test/'));
  if (train.length === 0 || tests.length === 0)
    return { layout: 'folder', images: ['**/*', '!ground_truth/**', '!labels/**'], pool: [...images] };
  const loco = tests.some((image) => /^test\/(logical|structural)_anomalies\//.test(image));
  return { layout: loco ? 'mvtec-loco' : 'mvtec-ad', images: ['test/**/*'], pool: train };
}

/**
 * The first references of a new project: the first k by name of a training folder (the `first-k` protocol); k spread evenly
 * over a plain folder, whose neighbours by name are often neighbours in time.
 */
export function pickReferences(pool: readonly string[], count: number, layout: Layout): string[] {
  if (layout !== 'folder') return pool.slice(0, count);
  return Array.from({ length: count }, (_, i) => pool[Math.floor(((i + 0.5) * pool.length) / count)]!);
}
