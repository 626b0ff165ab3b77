/** Which versions a command is asked to compare: read from its arguments, or from the active tab. */
import * as vscode from 'vscode';
import { isImage, isSidecarName } from '../../files/sidecars.ts';
import { labelsOfImage } from './comparedImage.ts';
import type { VersionPair } from './compareVersions.ts';
import { fileName, versionBeforeNow, versionInCommit, versionInIndex, versionNow } from './labelVersion.ts';
import type { LabelVersion, VersionSources } from './labelVersion.ts';

/** An entry of a source-control view; `leftUri` and `rightUri` are what git's own entries compare. */
interface SourceControlEntry {
  readonly resourceUri: vscode.Uri;
  readonly leftUri?: vscode.Uri;
  readonly rightUri?: vscode.Uri;
}

/**
 * What to compare: entries of a source-control view as they say; the two sides of a diff; two label files with each other; one label file, or that of an
 * image, as it is with the last commit. Undefined where the arguments name no label file.
 */
export async function readVersionPair(
  args: readonly unknown[],
  sources: VersionSources,
): Promise<VersionPair | undefined> {
  const [first, second] = args;
  if (isEntry(first)) return ofEntry(first, sources);
  if (!Array.isArray(second)) {
    const diff = diffSides();
    const isOfTab = first === undefined || (first instanceof vscode.Uri && diff?.some((side) => isSame(side, first)));
    const pair = isOfTab && diff ? sides(diff, sources) : undefined;
    if (pair) return pair;
  }
  const files = await labelFiles(namedFiles(first, second));
  if (files.length === 2) return { before: versionNow(files[0]!, sources), after: versionNow(files[1]!, sources) };
  return files.length === 1
    ? { before: versionInCommit(files[0]!, 'HEAD', sources), after: versionNow(files[0]!, sources) }
    : undefined;
}

/** What the user clicked or selected, or else has on show. */
function namedFiles(first: unknown, second: unknown): vscode.Uri[] {
  if (Array.isArray(second) && second.length > 0) return second.filter((item) => item instanceof vscode.Uri);
  if (typeof first === 'string') return [vscode.Uri.file(first)];
  if (first instanceof vscode.Uri) return [first];
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? [input.uri] : [];
}

async function labelFiles(files: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const found = files.filter((file) => isImage(fileName(file)) || isSidecarName(fileName(file)));
  const labels = await Promise.all(found.map(labelsOf));
  return [...new Map(labels.map((file) => [file.toString(), file])).values()];
}

function labelsOf(file: vscode.Uri): Promise<vscode.Uri> {
  return isImage(fileName(file)) ? labelsOfImage(file) : Promise.resolve(file);
}

async function ofEntry(entry: SourceControlEntry, sources: VersionSources): Promise<VersionPair | undefined> {
  const [file] = await labelFiles([entry.resourceUri]);
  if (!file) return undefined;
  const after = isSame(file, entry.resourceUri) && entry.rightUri ? versionOf(entry.rightUri, sources) : undefined;
  const before = isSame(file, entry.resourceUri) && entry.leftUri ? versionOf(entry.leftUri, sources) : undefined;
  return { before: before ?? versionInCommit(file, 'HEAD', sources), after: after ?? versionNow(file, sources) };
}

/** The two sides of the diff in the active tab. */
function diffSides(): [vscode.Uri, vscode.Uri] | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : undefined;
}

function sides(
  [original, modified]: readonly [vscode.Uri, vscode.Uri],
  sources: VersionSources,
): VersionPair | undefined {
  if (!isSidecarName(fileName(original)) || !isSidecarName(fileName(modified))) return undefined;
  const [before, after] = [versionOf(original, sources), versionOf(modified, sources)];
  return before && after && { before, after };
}

/** The version that a URI stands for: a file, or one of the git extension's `git:` URIs; undefined for those of others. */
function versionOf(uri: vscode.Uri, sources: VersionSources): LabelVersion | undefined {
  if (uri.scheme !== 'git') return versionNow(uri, sources);
  const { path, ref } = gitQuery(uri);
  if (path === undefined || ref === undefined) return undefined;
  const file = vscode.Uri.file(path);
  if (ref === '') return versionInIndex(file, sources);
  if (ref === '~') return versionBeforeNow(file, sources);
  return ref === 'HEAD' || /^[0-9a-f]{7,64}$/.test(ref) ? versionInCommit(file, ref, sources) : undefined;
}

function gitQuery({ query }: vscode.Uri): { path?: string; ref?: string } {
  try {
    const { path, ref } = JSON.parse(query) as { path?: unknown; ref?: unknown };
    return { ...(typeof path === 'string' ? { path } : {}), ...(typeof ref === 'string' ? { ref } : {}) };
  } catch {
    return {};
  }
}

function isEntry(argument: unknown): argument is SourceControlEntry {
  return typeof argument === 'object' && argument !== null && 'resourceUri' in argument;
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
