/** How the list of models is put in order, and what can be done with each. Pure, so that it can be tested without an editor. */
import type { ModelEntry, ModelKindName } from '../../domain/models.ts';

export type ModelAction = 'pull' | 'export' | 'verify' | 'use' | 'remove';

/** A heading of the list; `null` for models of which a damaged manifest does not tell the kind. */
export interface ModelGroup {
  kind: ModelKindName | null;
  models: ModelEntry[];
}

/** In the method's order, each group in the engine's; groups without a model are left out. */
export function modelGroups(entries: readonly ModelEntry[]): ModelGroup[] {
  return (['backbone', 'segmenter', 'aligner', null] as const)
    .map((kind) => ({ kind, models: entries.filter((entry) => entry.kind === kind) }))
    .filter(({ models }) => models.length > 0);
}

export function modelActions({ state, kind, parameters }: ModelEntry): ModelAction[] {
  switch (state) {
    case 'available':
      return ['pull'];
    case 'export':
      return ['export'];
    case 'bundled':
      return ['use', 'verify'];
    case 'installed':
      return ['use', 'verify', 'remove'];
    case 'damaged': {
      const isInCatalog = kind !== null && parameters !== null; // only the catalog knows how many weights a model has
      return [...(isInCatalog ? (['pull'] as const) : []), 'verify', 'remove'];
    }
  }
}

/** The words that menus ask for, as `viewItem =~ /\bpull\b/`. */
export function contextValue(entry: ModelEntry): string {
  return ['model', ...modelActions(entry)].join(' ');
}
