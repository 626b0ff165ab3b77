import * as vscode from 'vscode';
import { readVersionPair } from '../compare/compareChoice.ts';
import { CompareError } from '../compare/compareError.ts';
import { ComparePanels } from '../compare/comparePanels.ts';
import type { VersionPair } from '../compare/compareVersions.ts';
import { GitTexts } from '../compare/gitTexts.ts';
import { versionNow } from '../compare/labelVersion.ts';
import type { VersionSources } from '../compare/labelVersion.ts';
import { UnsavedLabels } from '../compare/unsavedLabels.ts';
import type { InspectorServices } from '../editors/inspectorSession.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { register } from './register.ts';

/** Whether this extension is at work here: its entries in menus of all files ask for it. */
const ACTIVE = 'kshot.active';

export interface CompareCommandServices extends InspectorServices {
  inspectors: Inspectors;
}

/** Compare Labels: gives back how many regions differ, undefined where nothing was compared. */
export function registerCompareLabels(owner: Disposables, services: CompareCommandServices): void {
  const { annotations, failures, inspectors } = services;
  const sources = { git: new GitTexts(), unsaved: new UnsavedLabels(annotations) };
  const compares = owner.add(new ComparePanels(services, inspectors, sources));
  register(owner, failures, 'kshot.compareLabels', (...args) => compareLabels(args, { compares, sources, failures }));
  void vscode.commands.executeCommand('setContext', ACTIVE, true);
}

interface Comparing {
  compares: ComparePanels;
  sources: VersionSources;
  failures: Failures;
}

async function compareLabels(args: unknown[], { compares, sources, failures }: Comparing): Promise<unknown> {
  const pair = await readVersionPair(args, sources);
  if (!pair) {
    const message = vscode.l10n.t('Select a label file (JSON beside an image), two of them, or an image first.');
    void vscode.window.showInformationMessage(message);
    return undefined;
  }
  try {
    return await compares.open(pair);
  } catch (error) {
    if (!isWithoutFormer(error)) throw error;
    void offerAnotherFile(error, pair, compares, sources).catch((failure: unknown) => {
      failures.show(failure);
    });
    return undefined;
  }
}

function isWithoutFormer(error: unknown): error is CompareError {
  return error instanceof CompareError && (error.code === 'no-repository' || error.code === 'not-committed');
}

/** Says why there is no former version, and compares with a file that the user picks in its place. */
async function offerAnotherFile(
  error: CompareError,
  { after }: VersionPair,
  compares: ComparePanels,
  sources: VersionSources,
): Promise<void> {
  const pick = vscode.l10n.t('Compare with Another File…');
  if ((await vscode.window.showInformationMessage(error.message, pick)) !== pick) return;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Labels to compare with'),
      openLabel: vscode.l10n.t('Compare'),
      defaultUri: vscode.Uri.joinPath(after.file, '..'),
      filters: { [vscode.l10n.t('Label files')]: ['json'] },
    })) ?? [];
  if (file) await compares.open({ before: versionNow(file, sources), after });
}
