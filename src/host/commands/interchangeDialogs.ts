import * as path from 'node:path';
import * as vscode from 'vscode';
import { EXCHANGE_FILE, EXCHANGE_FORMATS, IMPORT_MODES } from '../../domain/annotations/exchange.ts';
import type { ExchangeFormat, ImportMode, ImportReport } from '../../domain/annotations/exchange.ts';
import { projectName } from '../services/projects.ts';

export async function askFormat(title: string): Promise<ExchangeFormat | undefined> {
  const items = EXCHANGE_FORMATS.map((format) => ({ ...formatWords(format), format }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.format;
}

function formatWords(format: ExchangeFormat): { label: string; description: string } {
  switch (format) {
    case 'coco':
      return { label: 'COCO', description: vscode.l10n.t('one file: boxes, polygons, masks, verdicts') };
    case 'yolo':
      return { label: 'YOLO', description: vscode.l10n.t('a folder: boxes or polygons; no holes, no verdicts') };
    case 'loco':
      return { label: 'MVTec LOCO AD', description: vscode.l10n.t('a folder: one mask a region, saturation settings') };
    case 'mvtec-ad':
      return { label: 'MVTec AD', description: vscode.l10n.t('a folder: one mask an image') };
    case 'datumaro':
      return { label: 'Datumaro', description: vscode.l10n.t('a folder: boxes, polygons, masks, points, verdicts') };
    case 'csv':
      return { label: 'CSV', description: vscode.l10n.t('one file: a table of verdicts') };
    case 'labelme':
      return { label: 'LabelMe', description: vscode.l10n.t('a folder: everything, one file an image') };
  }
}

/** Where an export goes; `force` where the dialog itself asked whether to write over a file. */
export async function askTarget(
  project: string,
  format: ExchangeFormat,
): Promise<{ path: string; force: boolean } | undefined> {
  const ending = EXCHANGE_FILE[format];
  if (ending === null) {
    const chosen = await askFolder(project, vscode.l10n.t('Export Here'));
    return chosen === undefined ? undefined : { path: chosen, force: false };
  }
  const beside = path.join(path.dirname(project), `${projectName(project)}-annotations.${ending}`);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(beside),
    filters: { [ending.toUpperCase()]: [ending] },
    saveLabel: vscode.l10n.t('Export'),
  });
  return chosen && { path: chosen.fsPath, force: true };
}

export async function askSource(project: string, format: ExchangeFormat): Promise<string | undefined> {
  const ending = EXCHANGE_FILE[format];
  if (ending === null) return askFolder(project, vscode.l10n.t('Import'));
  const chosen = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.file(path.dirname(project)),
    filters: { [ending.toUpperCase()]: [ending] },
    openLabel: vscode.l10n.t('Import'),
  });
  return chosen?.[0]?.fsPath;
}

async function askFolder(project: string, openLabel: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.file(path.dirname(project)),
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel,
  });
  return chosen?.[0]?.fsPath;
}

export async function askMode(): Promise<ImportMode | undefined> {
  const items = IMPORT_MODES.map((mode) => ({ ...modeWords(mode), mode }));
  const title = vscode.l10n.t('Images that are annotated already');
  return (await vscode.window.showQuickPick(items, { title }))?.mode;
}

function modeWords(mode: ImportMode): { label: string; description: string } {
  switch (mode) {
    case 'merge':
      return { label: vscode.l10n.t('Merge'), description: vscode.l10n.t('add what is not there yet') };
    case 'replace':
      return {
        label: vscode.l10n.t('Replace'),
        description: vscode.l10n.t('put what the format holds in the place of what is there'),
      };
    case 'skip':
      return { label: vscode.l10n.t('Skip'), description: vscode.l10n.t('leave them as they are') };
  }
}

/**
 * After a trial: whether to import, or to read its report first; undefined for neither.
 * @param unsaved how many editors hold what the trial did not see.
 */
export async function askAfterTrial(report: ImportReport, unsaved: number): Promise<'import' | 'report' | undefined> {
  const doIt = vscode.l10n.t('Import');
  const show = vscode.l10n.t('Show Report');
  const detail = [
    vscode.l10n.t('Images that would change: {0}, new regions: {1}.', report.images, report.regions),
    vscode.l10n.t('Verdicts that would change: {0}, regions to be removed: {1}.', report.verdicts, report.removed),
    vscode.l10n.t('Images that would stay as they are: {0}.', report.unchanged),
    vscode.l10n.t('Things that could not be carried over as they are: {0}.', report.lost.length),
    ...(unsaved > 0
      ? [vscode.l10n.t('Editors with changes that are not counted here and are saved first: {0}.', unsaved)]
      : []),
    vscode.l10n.t('Nothing has been written yet.'),
  ].join('\n');
  const message = vscode.l10n.t('Import these annotations?');
  const answer = await vscode.window.showInformationMessage(message, { modal: true, detail }, doIt, show);
  return answer === doIt ? 'import' : answer === show ? 'report' : undefined;
}

/** Whether to write into a folder that holds something else. */
export async function askForce(folder: string): Promise<boolean> {
  const write = vscode.l10n.t('Export All the Same');
  const message = vscode.l10n.t('{0} is not empty. Export into it all the same?', path.basename(folder));
  const detail = vscode.l10n.t('Files of the same names are written over; the others stay.');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, write)) === write;
}
