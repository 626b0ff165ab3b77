import * as vscode from 'vscode';
import { DEFAULT_SATURATION, isSaturation } from '../../domain/defects.ts';
import type { LabelRename } from '../../domain/defects.ts';
import type { DefectEntry } from '../../domain/projectFile.ts';
import { labelActions } from '../annotations/labels.ts';
import type { LabelAction, LabelDialogs, Saturation } from '../annotations/labels.ts';

/** So many labels have a key in the inspector, Shift and their number. */
const KEYS = 9;

/** The dialogs about a project's labels, in VS Code's own pickers. */
export const labelDialogs: LabelDialogs = {
  label: askLabel,
  action: askAction,
  name: askName,
  kind: askKind,
  saturation: askSaturation,
  renameInFiles: askRenameInFiles,
  renamed: tellRenamed,
};

/** A label's kind and saturation, as in `structural · half of the region`. */
function labelDescription({ kind, ...saturation }: DefectEntry): string {
  return `${kindText(kind)} · ${saturationText(saturation)}`;
}

function kindText(kind: DefectEntry['kind']): string {
  return kind === 'logical' ? vscode.l10n.t('logical') : vscode.l10n.t('structural');
}

function saturationText({ saturation, relative }: Saturation): string {
  return relative
    ? vscode.l10n.t('saturation {0} of the region', saturation)
    : vscode.l10n.t('saturation {0} px', saturation);
}

async function askLabel(
  labels: readonly DefectEntry[],
  last: string | undefined,
): Promise<DefectEntry | 'add' | undefined> {
  const items = labels.map((label, i) => ({
    label: label.name,
    description: [labelDescription(label), ...(i < KEYS ? [vscode.l10n.t('Shift+{0}', i + 1)] : [])].join(' · '),
    value: label,
  }));
  const add = { label: `$(add) ${vscode.l10n.t('New label…')}`, description: '', value: 'add' as const };
  const picker = vscode.window.createQuickPick<(typeof items)[number] | typeof add>();
  picker.title = vscode.l10n.t('Labels of the Project');
  picker.placeholder = vscode.l10n.t('Choose a label to change it, or add one');
  picker.matchOnDescription = true;
  picker.items = [add, ...items];
  const active = items.find(({ value }) => value.name === last);
  if (active) picker.activeItems = [active];
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.value);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined); // counts for nothing where one was accepted
      picker.dispose();
    });
    picker.show();
  });
}

async function askAction(label: DefectEntry, labels: readonly DefectEntry[]): Promise<LabelAction | undefined> {
  const words: Record<LabelAction, string> = {
    rename: vscode.l10n.t('Rename…'),
    kind:
      label.kind === 'logical'
        ? vscode.l10n.t('Make it a structural defect')
        : vscode.l10n.t('Make it a logical defect'),
    saturation: vscode.l10n.t('Change its saturation…'),
    up: vscode.l10n.t('Move up'),
    down: vscode.l10n.t('Move down'),
    remove: vscode.l10n.t('Take out of the project'),
  };
  const items = labelActions(label, labels).map((action) => ({
    label: words[action],
    ...(action === 'remove' ? { detail: vscode.l10n.t('Regions that are labelled so keep their label.') } : {}),
    action,
  }));
  const title = `${label.name}: ${labelDescription(label)}`;
  return (await vscode.window.showQuickPick(items, { title }))?.action;
}

async function askName(value: string, taken: readonly string[]): Promise<string | undefined> {
  const given = await vscode.window.showInputBox({
    title: value === '' ? vscode.l10n.t('New Label') : vscode.l10n.t('Name of the Label'),
    prompt: vscode.l10n.t('What a defect is called in this project, as in: scratch'),
    value,
    validateInput: (text) => {
      const name = text.trim();
      if (name === '') return vscode.l10n.t('A label needs a name.');
      return taken.includes(name) ? vscode.l10n.t('There is a label {0} already.', name) : undefined;
    },
  });
  return given?.trim();
}

async function askKind(name: string): Promise<DefectEntry['kind'] | undefined> {
  const items = [
    {
      label: kindText('structural'),
      detail: vscode.l10n.t('Something is damaged, dirty or misshapen.'),
      value: 'structural' as const,
    },
    {
      label: kindText('logical'),
      detail: vscode.l10n.t('Something is missing, too many, or in the wrong place.'),
      value: 'logical' as const,
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('What kind of defect is {0}?', name) }))
    ?.value;
}

async function askSaturation(name: string, now: Saturation): Promise<Saturation | undefined> {
  const title = vscode.l10n.t('Saturation of {0}', name);
  const ways = [
    {
      label: vscode.l10n.t('All of the region'),
      description: vscode.l10n.t('relative, 1.0'),
      detail: vscode.l10n.t('A region counts as found in full when all of it is: for damages with clear outlines.'),
      way: 'all' as const,
    },
    {
      label: vscode.l10n.t('A part of the region…'),
      description: vscode.l10n.t('relative'),
      detail: vscode.l10n.t('That part is enough: for regions with vague outlines.'),
      way: 'part' as const,
    },
    {
      label: vscode.l10n.t('So many pixels…'),
      description: vscode.l10n.t('absolute'),
      detail: vscode.l10n.t('As large as the missing or surplus part: for places where it may be.'),
      way: 'pixels' as const,
    },
  ];
  const placeHolder = vscode.l10n.t('Now: {0}', saturationText(now));
  const picked = await vscode.window.showQuickPick(ways, { title, placeHolder });
  if (picked === undefined || picked.way === 'all') return picked && DEFAULT_SATURATION;
  const relative = picked.way === 'part';
  const given = await vscode.window.showInputBox({
    title,
    prompt: relative
      ? vscode.l10n.t('The part of the region that is enough, above 0 and at most 1')
      : vscode.l10n.t('How many pixels are enough, a whole number of at least 1'),
    value: now.relative === relative ? String(now.saturation) : '',
    validateInput: (text) =>
      readSaturation(text, relative)
        ? undefined
        : relative
          ? vscode.l10n.t('A number above 0 and at most 1, as in 0.5')
          : vscode.l10n.t('A whole number of at least 1'),
  });
  return given === undefined ? undefined : readSaturation(given, relative);
}

function readSaturation(text: string, relative: boolean): Saturation | undefined {
  const saturation = text.trim() === '' ? NaN : Number(text);
  return isSaturation({ saturation, relative }) ? { saturation, relative } : undefined;
}

async function askRenameInFiles(from: string, to: string): Promise<boolean | undefined> {
  const items = [
    {
      label: vscode.l10n.t('Rename regions too'),
      detail: vscode.l10n.t('In the label files of all images of the project: {0} becomes {1}.', from, to),
      inFiles: true,
    },
    {
      label: vscode.l10n.t('Rename the label only'),
      detail: vscode.l10n.t('Regions that are labelled {0} stay so.', from),
      inFiles: false,
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Rename {0} to {1}', from, to) }))?.inFiles;
}

function tellRenamed({ files, regions, failed }: LabelRename, to: string): void {
  const done = vscode.l10n.t('Regions renamed to {0}: {1}, in {2} label files.', to, regions, files);
  const [first] = failed;
  if (first === undefined) void vscode.window.showInformationMessage(done);
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} Files left as they are: {1}. {2}', done, failed.length, first.message),
    );
}
