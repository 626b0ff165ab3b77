/** Save As: the image and its label file under another name. */
import * as vscode from 'vscode';
import { isEmpty } from '../../domain/annotations/annotations.ts';
import type { ImageAnnotations } from './imageAnnotations.ts';
import { baseName, readLabelText, writeFailure, writeLabelText } from './labelStorage.ts';

/**
 * Copies an image and writes what its annotations are now beside the copy; onto itself it is saved. A label file that is there already is replaced only if
 * the user says so. Throws where anything fails, where labels cannot be changed, and where the user does not want it.
 */
export async function saveCopy(model: ImageAnnotations, destination: vscode.Uri): Promise<void> {
  if (destination.toString() === model.uri.toString()) return model.save();
  await model.check();
  if (model.problem !== null) throw new Error(model.problem);
  const there = await readLabelText(destination);
  if (there.text !== null && !(await mayReplace(there.file)))
    throw new Error(vscode.l10n.t('{0} was left as it is.', baseName(there.file)));
  await vscode.workspace.fs.copy(model.uri, destination, { overwrite: true });
  if (isEmpty(model.value) && there.text === null) return;
  try {
    await writeLabelText(there.file, await model.textFor(baseName(destination)));
  } catch (error) {
    throw writeFailure(there.file, error);
  }
}

async function mayReplace(file: vscode.Uri): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const message = vscode.l10n.t('{0} holds labels already. Replace them?', baseName(file));
  return (await vscode.window.showWarningMessage(message, { modal: true }, replace)) === replace;
}
