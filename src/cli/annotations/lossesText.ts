import { groupLosses } from '../../domain/annotations/exchange.ts';
import type { Lost } from '../../domain/annotations/exchange.ts';
import { counted } from '../output.ts';

/** As many images are named for each reason. */
const MOST_NAMES = 5;

/** What was not carried over, by reason; '' where everything was. */
export function lossesText(lost: readonly Lost[]): string {
  if (lost.length === 0) return '';
  const lines = groupLosses(lost).flatMap(({ reason, regions, images }) => {
    const where = counted(images.length, 'image');
    const more = images.length > MOST_NAMES ? ` and ${images.length - MOST_NAMES} more` : '';
    const names = `${images.slice(0, MOST_NAMES).join(', ')}${more}`;
    return [`  ${reason}`, `    ${regions > 0 ? `${counted(regions, 'region')} in ${where}` : where}: ${names}`];
  });
  return ['Not carried over as it was:', ...lines].join('\n');
}
