import * as vscode from 'vscode';
import type { ExportReport, ImportReport } from '../../domain/annotations/exchange.ts';
import type { EngineMethod, EngineParams, EngineResult } from '../../protocol/engine.ts';
import { countUnsaved, saveImages } from '../editors/unsavedImages.ts';
import { abortSignal } from '../services/cancellation.ts';
import type { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import { failureCode } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import type { WorkspaceWatcher } from '../services/workspaceWatcher.ts';
import type { ExchangeDocuments } from '../views/exchangeDocument.ts';
import { askAfterTrial, askForce, askFormat, askMode, askSource, askTarget } from './interchangeDialogs.ts';
import { register } from './register.ts';
import { readTarget } from './targets.ts';

export interface InterchangeServices {
  engine: EngineService;
  projects: Projects;
  watcher: WorkspaceWatcher;
  exchanges: ExchangeDocuments;
  failures: Failures;
}

type ExportRequest = EngineParams<'exportAnnotations'>;
type ImportRequest = EngineParams<'importAnnotations'>;

/**
 * Export and Import Annotations of the project that is named, shown or active: ask for format, place and mode, show what could not be carried over. Called with a
 * request they ask nothing. Each gives the engine's report.
 */
export function registerInterchange(owner: Disposables, services: InterchangeServices): void {
  const { failures, projects } = services;
  register(owner, failures, 'kshot.exportAnnotations', async (...args) => {
    const request = args.find(isRequest) as ExportRequest | undefined;
    if (request) return showExport(services, request, await exportNow(services, request));
    const target = await readTarget(args, projects);
    return target && exportByDialog(services, target.project);
  });
  register(owner, failures, 'kshot.importAnnotations', async (...args) => {
    const request = args.find(isRequest) as ImportRequest | undefined;
    if (request) return showImport(services, request, await importNow(services, request));
    const target = await readTarget(args, projects);
    return target && importByDialog(services, target.project);
  });
}

function isRequest(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'project' in argument && 'format' in argument;
}

async function exportByDialog(services: InterchangeServices, project: string): Promise<ExportReport | undefined> {
  const format = await askFormat(vscode.l10n.t('Export the annotations of {0}', projectName(project)));
  const target = format && (await askTarget(project, format));
  if (!target) return undefined;
  const request = { project, format, ...target };
  try {
    return await showExport(services, request, await exportNow(services, request));
  } catch (error) {
    if (failureCode(error) !== 'exchange-exists') throw error;
    if (!(await askForce(target.path))) return undefined;
    return showExport(services, request, await exportNow(services, { ...request, force: true }));
  }
}

async function importByDialog(services: InterchangeServices, project: string): Promise<ImportReport | undefined> {
  const format = await askFormat(vscode.l10n.t('Import annotations into {0}', projectName(project)));
  const source = format && (await askSource(project, format));
  const mode = source === undefined ? undefined : await askMode();
  if (format === undefined || source === undefined || mode === undefined) return undefined;
  const request: ImportRequest = { project, format, path: source, mode };
  const trial = { ...request, dryRun: true };
  const tried = await importNow(services, trial);
  const answer = await askAfterTrial(tried, countUnsaved(project));
  if (answer === undefined) return undefined;
  if (answer === 'report') return showImport(services, trial, tried, true);
  return showImport(services, request, await importNow(services, request));
}

async function exportNow(services: InterchangeServices, request: ExportRequest): Promise<ExportReport> {
  await saveImages(request.project);
  const title = vscode.l10n.t('Exporting the annotations of {0}', projectName(request.project));
  return withProgress(services, title, 'exportAnnotations', request);
}

/** A trial writes nothing, and so saves nothing either: it goes by the files as they are. */
async function importNow(services: InterchangeServices, request: ImportRequest): Promise<ImportReport> {
  if (request.dryRun !== true) await saveImages(request.project);
  const title = vscode.l10n.t('Importing annotations into {0}', projectName(request.project));
  const report = await withProgress(services, title, 'importAnnotations', request);
  if (request.dryRun !== true) await services.watcher.refresh(request.project);
  return report;
}

async function showExport(
  { exchanges }: InterchangeServices,
  { project, format, path: target }: ExportRequest,
  report: ExportReport,
): Promise<ExportReport> {
  const name = projectName(project);
  const summary = vscode.l10n.t('Images: {0}, regions: {1}, written to {2}.', report.images, report.regions, target);
  const title = vscode.l10n.t('Export of {0} as {1}', name, format);
  if (report.lost.length === 0) announce(`${title}. ${summary}`);
  else await exchanges.show(project, vscode.l10n.t('{0} (export)', name), { title, figures: [summary], report });
  return report;
}

async function showImport(
  { exchanges }: InterchangeServices,
  { project, path: source, dryRun = false }: ImportRequest,
  report: ImportReport,
  always = false,
): Promise<ImportReport> {
  const name = projectName(project);
  const title = dryRun
    ? vscode.l10n.t('Trial import into {0}: nothing was written', name)
    : vscode.l10n.t('Import into {0}', name);
  const figures = [
    vscode.l10n.t('From {0}.', source),
    vscode.l10n.t('Images that changed: {0}, new regions: {1}.', report.images, report.regions),
    vscode.l10n.t('Verdicts that changed: {0}, regions removed: {1}.', report.verdicts, report.removed),
    ...report.unwritten.map(({ message }) => message),
    vscode.l10n.t('Images that stayed as they are: {0}.', report.unchanged),
    ...(report.labels.length > 0 ? [vscode.l10n.t('New labels of the project: {0}.', report.labels.join(', '))] : []),
  ];
  if (report.lost.length === 0 && !always) announce([`${title}.`, ...figures.slice(1)].join(' '));
  else await exchanges.show(project, vscode.l10n.t('{0} (import)', name), { title, figures, report });
  return report;
}

function announce(message: string): void {
  void vscode.window.showInformationMessage(message);
}

async function withProgress<M extends EngineMethod>(
  { engine }: InterchangeServices,
  title: string,
  method: M,
  params: EngineParams<M>,
): Promise<EngineResult<M>> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (report, token) => {
    const cancellation = abortSignal(token);
    let shown = 0;
    try {
      return await engine.request(method, params, {
        signal: cancellation.signal,
        onProgress: ({ done, total, image = '' }) => {
          const percent = (100 * done) / total;
          report.report({ message: image, increment: percent - shown });
          shown = percent;
        },
      });
    } finally {
      cancellation.dispose();
    }
  });
}
