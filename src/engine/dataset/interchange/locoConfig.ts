import type { DefectEntry } from '../../../domain/projectFile.ts';

/** A label with the value of its pixels. */
export interface ConfiguredDefect extends Pick<DefectEntry, 'name' | 'saturation' | 'relative'> {
  readonly value: number;
}

/**
 * `defects_config.json` as MVTec LOCO AD's evaluation wants it: relative thresholds in (0, 1], written with their point (`1.0`), as that is how readers tell the two kinds
 * apart; absolute ones in whole pixels. What is neither is rounded.
 */
export function defectsConfigText(defects: readonly ConfiguredDefect[]): string {
  const blocks = defects.map(({ name, value, saturation, relative }) => {
    const threshold = relative ? Math.min(1, saturation) : Math.max(1, Math.round(saturation));
    return [
      '  {',
      `    "defect_name": ${JSON.stringify(name)},`,
      `    "pixel_value": ${value},`,
      `    "saturation_threshold": ${relative && Number.isInteger(threshold) ? threshold.toFixed(1) : String(threshold)},`,
      `    "relative_saturation": ${String(relative)}`,
      '  }',
    ].join('\n');
  });
  return blocks.length === 0 ? '[]\n' : `[\n${blocks.join(',\n')}\n]\n`;
}
