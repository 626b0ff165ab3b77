import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EngineResult, NewModel } from '../../protocol/engine.ts';
import { failureCode } from '../services/failures.ts';
import type { Models } from '../services/models.ts';
import { confirmReplace } from './modelDialogs.ts';

/** What the engine takes as a model's name. */
const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function isNewModel(argument: unknown): argument is NewModel {
  return (
    typeof argument === 'object' && argument !== null && 'source' in argument && typeof argument.source === 'string'
  );
}

/** Adds a model from files, asking for what it is not told; undefined where the user gave up. Throws what the engine throws. */
export async function addModel(
  models: Models,
  given: NewModel | undefined,
): Promise<EngineResult<'addModel'> | undefined> {
  if (given) return models.add(given);
  const model = await askModel();
  if (!model) return undefined;
  try {
    return await models.add(model);
  } catch (error) {
    if (failureCode(error) !== 'model-exists' || !(await confirmReplace(model.id))) throw error;
    return models.add({ ...model, replace: true });
  }
}

async function askModel(): Promise<{ source: string; id: string } | undefined> {
  const source = await askSource();
  if (!source) return undefined;
  const id = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add Model'),
    prompt: vscode.l10n.t('The name that projects call it by'),
    value: suggestedId(source.fsPath),
    validateInput: (value) =>
      MODEL_ID.test(value) ? undefined : vscode.l10n.t('Letters, digits, ".", "_" and "-", a letter or digit first'),
  });
  return id === undefined ? undefined : { source: source.fsPath, id };
}

/** Not every platform's dialog can offer files and folders at once. */
async function askSource(): Promise<vscode.Uri | undefined> {
  const file = {
    label: `$(file) ${vscode.l10n.t('An ONNX file…')}`,
    description: vscode.l10n.t('a backbone'),
    canSelectFiles: true,
  };
  const folder = {
    label: `$(folder) ${vscode.l10n.t('A folder…')}`,
    description: vscode.l10n.t('a segmenter, an aligner, or any model with a manifest.json'),
    canSelectFiles: false,
  };
  const picked = await vscode.window.showQuickPick([file, folder], { title: vscode.l10n.t('Add Model') });
  if (!picked) return undefined;
  const { canSelectFiles } = picked;
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles,
    canSelectFolders: !canSelectFiles,
    openLabel: vscode.l10n.t('Add Model'),
    ...(canSelectFiles ? { filters: { ONNX: ['onnx'] } } : {}),
    ...(first ? { defaultUri: first.uri } : {}),
  });
  return chosen?.[0];
}

/** A file's own name, or its folder's where the name says nothing. */
function suggestedId(source: string): string {
  const name = path.basename(source, '.onnx');
  return name === 'model' || name === 'onnx' ? path.basename(path.dirname(source)) : name;
}
