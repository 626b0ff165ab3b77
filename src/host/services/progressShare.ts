import type { EngineMethod, EngineNotifications } from '../../protocol/engine.ts';

/** The part of a bar that the fit before a score takes; where the fit is cached, the bar jumps over it. */
const FIT_PERCENT = 10;

/**
 * How far a task is, from 0 to 100: each of its stages has its own part of the bar. Undefined where that says nothing of it: the
 * prompts or angles of one image are counted anew for each.
 */
export function percentDone(
  method: EngineMethod,
  { stage, done, total }: Pick<EngineNotifications['progress'], 'stage' | 'done' | 'total'>,
): number | undefined {
  if (stage === 'segment' || stage === 'turn') return undefined;
  const part = total > 0 ? Math.min(1, done / total) : 0;
  if (method !== 'score' && method !== 'evaluate') return 100 * part; // one stage alone
  return stage === 'fit' ? FIT_PERCENT * part : FIT_PERCENT + (100 - FIT_PERCENT) * part;
}
