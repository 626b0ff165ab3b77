import type * as vscode from 'vscode';
import type { FromInspector, ToInspector } from '../../protocol/inspector.ts';
import { failureCode, failureMessage } from '../services/failures.ts';
import type { EngineService } from '../services/engineService.ts';
import type { Failures } from '../services/failures.ts';

export type PromptMessage = Extract<FromInspector, { type: 'prompt' }>;

/** A page's clicks and boxes that a model answers: a new one ends the one before. */
export class PagePrompts implements vscode.Disposable {
  private asking: AbortController | undefined;

  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    private readonly failures: Pick<Failures, 'note'>,
    private readonly post: (message: ToInspector) => void,
  ) {}

  /** @param image the file of the image that the page asks about. */
  async ask({ number, points, box }: PromptMessage, image: vscode.Uri, project: string | undefined): Promise<void> {
    this.stop();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const params = { project: project ?? null, image: image.fsPath, points, box };
      const mask = await this.engine.request('promptMask', params, { signal: asking.signal });
      if (asking === this.asking) this.post({ type: 'prompted', number, mask, failure: null });
    } catch (error) {
      if (asking !== this.asking || failureCode(error) === 'cancelled') return;
      this.failures.note(error);
      const failure = failureMessage(error).split('\n', 1)[0]!;
      this.post({ type: 'prompted', number, mask: null, failure });
    }
  }

  /** Nobody waits any more: another image is on show, or the page is closed. */
  stop(): void {
    this.asking?.abort();
    this.asking = undefined;
  }

  dispose(): void {
    this.stop();
  }
}
