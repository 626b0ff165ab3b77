import type { DefectEntry } from '../../../domain/projectFile.ts';

/** A defect with the value of its pixels. */
type ConfiguredDefect = Pick<DefectEntry, 'name' | 'saturation' | 'relative'> & { readonly value: number };

/**
 * `defects_config.json` as MVTec LOCO AD's evaluation wants it: relative thresholds in (0, 1], written with their point (`1.0`), as that is how readers tell the two kinds
 * apart; absolute ones in whole pixels. `rounded`: the names of defects whose own threshold is neither.
 */
export function defectsConfigText(defects: readonly ConfiguredDefect[]): { text: string; rounded: Set<string> } {
  const rounded = new Set<string>();
  const blocks = defects.map(({ name, value, saturation, relative }) => {
    const threshold = relative ? Math.min(1, saturation) : Math.max(1, Math.round(saturation));
    if (threshold !== saturation) rounded.add(name);
    return [
      '  {',
      `    "defect_name": ${JSON.stringify(name)},`,
      `    "pixel_value": ${value},`,
      `    "saturation_threshold": ${relative && Number.isInteger(threshold) ? threshold.toFixed(1) : String(threshold)},`,
      `    "relative_saturation": ${String(relative)}`,
      '  }',
    ].join('\n');
  });
  return { text: blocks.length === 0 ? '[]\n' : `[\n${blocks.join(',\n')}\n]\n`, rounded };
}
