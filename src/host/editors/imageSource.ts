import * as vscode from 'vscode';
import type { EngineService } from '../services/engineService.ts';
import { failureCode } from '../services/failures.ts';
import { browserShows } from './browserImage.ts';
import { readHead } from './imageBytes.ts';

/** A file that a browser can show in an image's place. */
export interface ImageSource {
  /** The image itself or its preview in the cache; undefined: a preview is needed and may not be made yet. */
  file: vscode.Uri | undefined;
  /** The folder that the page must be allowed to read: the image's own, or that of all previews. */
  root: vscode.Uri | undefined;
  /** Changes with the image's content, so that no cache shows the old one. */
  version: string;
}

/** Finds what to show for an image. Only what may need a preview asks the engine, and only in a trusted workspace. */
export async function imageSource(image: vscode.Uri, engine: EngineService): Promise<ImageSource> {
  const { mtime, size } = await vscode.workspace.fs.stat(image);
  const version = `${mtime}-${size}`;
  const itself = { file: image, root: vscode.Uri.joinPath(image, '..'), version };
  const shows = browserShows(await readHead(image));
  if (shows === 'yes') return itself;
  if (!vscode.workspace.isTrusted || image.scheme !== 'file') {
    return shows === 'unsure' ? itself : { file: undefined, root: undefined, version };
  }
  try {
    const file = await engine.request('displayable', { project: null, image: image.fsPath });
    if (file === image.fsPath) return itself;
    const preview = vscode.Uri.file(file);
    return { file: preview, root: vscode.Uri.joinPath(preview, '..', '..'), version }; // previews/ab/cdef…
  } catch (error) {
    if (shows === 'unsure' && failureCode(error).startsWith('image-')) return itself; // the browser says itself
    throw error;
  }
}
