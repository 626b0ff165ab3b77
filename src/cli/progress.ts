import type { Progress } from '../engine/engineTypes.ts';

const VERBS: Record<Progress['stage'], string> = {
  segment: 'Segmenting',
  turn: 'Turning',
  fit: 'Fitting',
  score: 'Scoring',
  label: 'Writing label maps',
  sample: 'Rendering',
  exchange: 'Annotations',
};
/** The line is redrawn at most this often. */
const REDRAW_MS = 100;

/**
 * Progress on standard error: one line with rate and time left that redraws itself on a terminal, nothing in a pipe.
 */
export class ProgressLine {
  private started = 0;
  private stage: Progress['stage'] | null = null;
  private drawn = 0;
  private readonly live = process.stderr.isTTY;

  /** What the engine's `onProgress` takes. */
  readonly update = (progress: Progress): void => {
    const now = performance.now();
    if (progress.stage !== this.stage) {
      this.stage = progress.stage;
      this.started = now;
    }
    if (!this.live || (now - this.drawn < REDRAW_MS && progress.done < progress.total)) return;
    this.drawn = now;
    this.write(progressText(progress, (now - this.started) / 1000));
  };

  /** A line of another kind of work, drawn as often. */
  readonly show = (text: string): void => {
    const now = performance.now();
    if (!this.live || now - this.drawn < REDRAW_MS) return;
    this.drawn = now;
    this.write(text);
  };

  /** Removes the line, so that what follows starts on a clean one. */
  readonly clear = (): void => {
    if (this.live && this.drawn > 0) process.stderr.write('\r\u001b[K');
    this.drawn = 0;
  };

  /** A message that stays, above the line. */
  readonly note = (message: string): void => {
    this.clear();
    process.stderr.write(`${message}\n`);
  };

  private write(text: string): void {
    const width = process.stderr.columns || 80;
    process.stderr.write(`\r\u001b[K${text.length < width ? text : `${text.slice(0, width - 2)}…`}`);
  }
}

/** `Scoring 12/110 · 4.1/s · 24 s left · test/good/12.png`. */
function progressText({ stage, done, total, image }: Progress, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const parts = [`${VERBS[stage]} ${done}/${total}`];
  if (rate > 0)
    parts.push(
      rate >= 1 ? `${rate.toFixed(1)}/s` : `${(1 / rate).toFixed(1)} s each`,
      `${duration((total - done) / rate)} left`,
    );
  if (image !== undefined) parts.push(image);
  return parts.join(' · ');
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
