import * as vscode from 'vscode';
import type { ClassInfo } from '../../domain/classes.ts';
import { CLASS_COLORS } from '../../domain/palette.ts';
import { classDescription, classIcon } from '../views/classText.ts';

const HEX = /^#?([0-9a-fA-F]{6})$/;

/** A new name; null for the default, undefined where the user gave up. */
export async function askName({ id, name }: ClassInfo): Promise<string | null | undefined> {
  const given = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Class {0}', id),
    prompt: vscode.l10n.t('The name in this project; empty: its number'),
    value: name,
  });
  return given === undefined ? undefined : given.trim() || null;
}

/** A colour `#rrggbb` of the palette or by its digits; undefined where the user gave up. */
export async function askColor(entry: ClassInfo, all: readonly ClassInfo[]): Promise<string | undefined> {
  const swatch = (color: string) => classIcon({ ...entry, color, hidden: false, background: false, mergedInto: null });
  const palette = CLASS_COLORS.map((color) => ({
    label: color,
    description: all
      .filter((other) => other.color === color)
      .map(({ name }) => name)
      .join(', '),
    iconPath: swatch(color),
    color,
  }));
  const other = { label: vscode.l10n.t('Another colour…'), description: '', color: undefined };
  const picked = await vscode.window.showQuickPick([...palette, other], {
    title: vscode.l10n.t('Colour of {0}', entry.name),
    placeHolder: vscode.l10n.t('Now {0}', entry.color),
  });
  if (!picked || picked.color !== undefined) return picked?.color;
  const given = await vscode.window.showInputBox({
    title: vscode.l10n.t('Colour of {0}', entry.name),
    prompt: vscode.l10n.t('Red, green and blue, two digits each, as in #4c78a8'),
    value: entry.color,
    validateInput: (value) => (HEX.test(value.trim()) ? undefined : vscode.l10n.t('Six digits 0 to 9 and a to f')),
  });
  const digits = given === undefined ? undefined : HEX.exec(given.trim())?.[1];
  return digits === undefined ? undefined : `#${digits.toLowerCase()}`;
}

/** One of some classes; undefined where the user gave up. */
export async function askClass(
  title: string,
  classes: readonly ClassInfo[],
  all: readonly ClassInfo[],
): Promise<ClassInfo | undefined> {
  const items = classes.map((entry) => ({
    label: entry.name,
    description: classDescription(entry, all),
    iconPath: classIcon(entry),
    entry,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.entry;
}
