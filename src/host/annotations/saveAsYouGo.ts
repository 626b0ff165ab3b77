/** Saving edits that no document keeps, as they are made. */
import * as vscode from 'vscode';
import type { ImageAnnotations } from './imageAnnotations.ts';
import { baseName } from './labelStorage.ts';

/**
 * Writes an image's label file: through its custom editor where one is open, so that VS Code knows that nothing is left to save. Throws, with one line for
 * the user, where that fails; the annotations stay in memory.
 */
export async function saveNow(model: ImageAnnotations): Promise<void> {
  if (!model.document) {
    await model.save();
    return;
  }
  const saved = await vscode.workspace.save(model.uri);
  if (saved === undefined && model.isDirty)
    throw new Error(vscode.l10n.t('The labels of {0} could not be saved.', baseName(model.uri)));
}
