/** A model's `lock.json`: where its files are from and what they were when they came. */
import path from 'node:path';
import * as z from 'zod/mini';
import { readIfPresent, writeFileAtomic } from '../files.ts';

const lockSchema = z.record(
  z.string(),
  z.object({
    /** Null for a file that was added from this machine. */
    url: z.nullable(z.string()),
    sha256: z.string(),
    bytes: z.int(),
    etag: z.nullable(z.string()),
    /** ISO 8601. */
    date: z.string(),
  }),
);

/** By the file's path inside the model's folder. */
export type LockFile = z.infer<typeof lockSchema>;
export type LockedFile = LockFile[string];

/** A folder's lock, or null where there is none that can be read: bundled models have none. */
export async function readLock(folder: string): Promise<LockFile | null> {
  try {
    const bytes = await readIfPresent(path.join(folder, 'lock.json'));
    return bytes === null ? null : z.parse(lockSchema, JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** Writes a model's two descriptions beside its files. @throws EngineError as a write has them. */
export async function writeDescriptions(folder: string, manifest: object, lock: LockFile): Promise<void> {
  await writeFileAtomic(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFileAtomic(path.join(folder, 'lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
}
