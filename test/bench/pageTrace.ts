/** What the benches of the inspector's page share: Chromium's own trace of script tasks, and lines of a table. */
import type { CDPSession, Page } from 'playwright-core';

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 16;

interface TraceEvent {
  name: string;
  /** Microseconds on the clock, and of the processor's time: what the thread itself needed, whoever else wanted the processor. */
  dur?: number;
  tdur?: number;
  tid: number;
  pid: number;
  ph: string;
  args?: { name?: string };
}

/**
 * Processor time, in milliseconds, of all tasks of the page that run script while `work` goes on. On a machine that does other things too the clock
 * counts their time as well.
 */
export async function scriptTasks(page: Page, work: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['devtools.timeline'] },
    transferMode: 'ReportEvents',
  });
  await work();
  await endTrace(session);
  await session.detach();
  const names = new Set([
    'FunctionCall',
    'FireAnimationFrame',
    'EventDispatch',
    'RunMicrotasks',
    'TimerFire',
    'FireIdleCallback',
  ]);
  return events
    .filter(({ name, dur }) => names.has(name) && dur !== undefined)
    .map(({ dur, tdur }) => (tdur ?? dur!) / 1000);
}

async function endTrace(session: CDPSession): Promise<void> {
  const done = new Promise<void>((resolve) => {
    session.once('Tracing.tracingComplete', () => {
      resolve();
    });
  });
  await session.send('Tracing.end');
  await done;
}

/** The table's first line. */
export function header(): void {
  console.log(
    `${''.padEnd(44)} ${'times'.padStart(6)} ${'median'.padStart(8)} ${'95 %'.padStart(8)} ${'longest'.padStart(8)} ${`>${FRAME}`.padStart(6)}`,
  );
}

export function row(what: string, times: number[], unit = 'ms'): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  const long = sorted.filter((time) => time > FRAME).length;
  console.log(
    `${what.padEnd(44)} ${String(sorted.length).padStart(6)} ${at(0.5).padStart(8)} ${at(0.95).padStart(8)} ${at(1).padStart(8)} ${String(long).padStart(6)}  ${unit}`,
  );
}
