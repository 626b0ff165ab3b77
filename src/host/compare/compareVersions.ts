import * as vscode from 'vscode';
import type { Annotations, Region } from '../../domain/annotations/annotations.ts';
import { diffAnnotations } from '../../domain/annotations/diff.ts';
import { matchRegions } from '../../domain/annotations/match.ts';
import { LabelFileError } from '../../files/labelFileError.ts';
import { NEW_LABEL_FILE } from '../../files/labelme/labelFile.ts';
import type { LabelFile } from '../../files/labelme/labelFile.ts';
import { parseLabelFile } from '../../files/labelme/parse.ts';
import type { AnnotationComparison } from '../../protocol/inspector.ts';
import { CompareError } from './compareError.ts';
import { imageOfLabels } from './comparedImage.ts';
import { fileName, versionName } from './labelVersion.ts';
import type { LabelVersion } from './labelVersion.ts';

/** Two versions to compare, the earlier one first. */
export interface VersionPair {
  readonly before: LabelVersion;
  readonly after: LabelVersion;
}

/** How two versions of the labels of an image differ. */
export interface Comparison {
  readonly image: vscode.Uri;
  /** `a.json (HEAD ↔ now)`. */
  readonly title: string;
  readonly before: Annotations;
  /** Regions that both versions have, have the ids of the earlier one. */
  readonly after: Annotations;
  readonly comparison: AnnotationComparison;
}

/** A version that was read: how it is called, and what it says. */
interface ReadVersion {
  readonly file: vscode.Uri;
  readonly version: string;
  /** null where there is no such file. */
  readonly text: string | null;
  readonly labels: LabelFile;
}

/**
 * Reads and compares two versions.
 * @param last what was compared before: regions that are still there keep their ids.
 * @throws CompareError `not-committed`: there is no earlier version; `labels-unreadable`: which version; `no-image`; and what reading throws.
 */
export async function compareVersions(pair: VersionPair, last?: Comparison): Promise<Comparison> {
  const [former, later] = await Promise.all([readVersion(pair.before), readVersion(pair.after)]);
  if (former.text === null) throw missing(former);
  // A file that is gone says nothing any more; one that was to be the other of two is a mistake.
  if (later.text === null && !isSameFile(pair)) throw missing(later);
  checkSizes(former, later);
  const image = await findImage(later, former);
  const { title, ...names } = namesOf(former, later);
  const before = withIds(former.labels.annotations, last?.before.regions ?? []);
  const after = laterVersion(before, later.labels.annotations, last);
  return { image, title, before, after, comparison: { ...names, ...difference(before, after) } };
}

async function readVersion(source: LabelVersion): Promise<ReadVersion> {
  const { file } = source;
  const { text, version } = await source.read();
  try {
    const labels = text === null ? NEW_LABEL_FILE : await parseLabelFile(text, versionName(file, version));
    return { file, version, text, labels };
  } catch (error) {
    if (error instanceof LabelFileError) throw new CompareError('labels-unreadable', error.message, { cause: error });
    throw error;
  }
}

function missing({ file, version }: ReadVersion): CompareError {
  const name = fileName(file);
  const message =
    version === 'HEAD'
      ? vscode.l10n.t('{0} is not in the last commit, so there is nothing to compare it with yet.', name)
      : version === 'now'
        ? vscode.l10n.t('{0} does not exist.', name)
        : vscode.l10n.t('{0} is not in that version ({1}).', name, version);
  return new CompareError('not-committed', message);
}

function checkSizes(before: ReadVersion, after: ReadVersion): void {
  const [a, b] = [before.labels.size, after.labels.size];
  if (a === null || b === null || (a.width === b.width && a.height === b.height)) return;
  const message = vscode.l10n.t(
    '{0} is for an image of {1} × {2}, {3} for one of {4} × {5}: choose labels of the same image.',
    versionName(before.file, before.version),
    a.width,
    a.height,
    versionName(after.file, after.version),
    b.width,
    b.height,
  );
  throw new CompareError('no-image', message);
}

async function findImage(...versions: ReadVersion[]): Promise<vscode.Uri> {
  for (const { file, labels } of versions) {
    const image = await imageOfLabels(file, labels.imagePath);
    if (image) return image;
  }
  const name = fileName(versions[0]!.file);
  const message = vscode.l10n.t('There is no image beside {0}: put it there, under the same name.', name);
  throw new CompareError('no-image', message);
}

/** Versions of one file are told apart by version, files by name, or where that is the same by path. */
function namesOf(before: ReadVersion, after: ReadVersion): { title: string; before: string; after: string } {
  const name = fileName(after.file);
  if (isSameFile({ before, after })) {
    const title = `${name} (${before.version} ↔ ${after.version})`;
    return { title, before: before.version, after: after.version };
  }
  const isTwin = fileName(before.file) === name;
  const [a, b] = [before, after].map(({ file, version }) =>
    isTwin ? vscode.workspace.asRelativePath(file) : versionName(file, version),
  ) as [string, string];
  return { title: `${a} ↔ ${b}`, before: a, after: b };
}

function difference(before: Annotations, after: Annotations): Omit<AnnotationComparison, 'before' | 'after'> {
  const { added, removed, changed, verdict } = diffAnnotations(before, after);
  return {
    added: added.map(({ id }) => id),
    removed: [...removed],
    changed: changed.map((pair) => pair.before),
    verdict,
  };
}

function withIds(annotations: Annotations, known: readonly Region[]): Annotations {
  return { ...annotations, regions: matchRegions(known, annotations.regions) };
}

/** The later version; what is new in it has the ids that it had the last time. */
function laterVersion(before: Annotations, read: Annotations, last: Comparison | undefined): Annotations {
  const after = withIds(read, before.regions);
  if (!last) return after;
  const old = new Set(before.regions.map(({ id }) => id));
  const isNew = ({ id }: Region): boolean => !old.has(id);
  const known = matchRegions(last.after.regions.filter(isNew), after.regions.filter(isNew));
  return { ...after, regions: after.regions.map((region) => (isNew(region) ? known.shift()! : region)) };
}

function isSameFile({ before, after }: { before: { file: vscode.Uri }; after: { file: vscode.Uri } }): boolean {
  return before.file.toString() === after.file.toString();
}
