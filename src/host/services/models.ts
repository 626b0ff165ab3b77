import * as vscode from 'vscode';
import { byteText } from '../../domain/byteText.ts';
import type { ModelEntry, ModelVerdict } from '../../domain/models.ts';
import type { EngineResult, NewModel, PullRequest } from '../../protocol/engine.ts';
import { abortSignal } from './cancellation.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import { PullShare } from './pullShare.ts';

/** The models that are there and those that can be had, as the engine lists them. Only {@link Models.pull} uses the network. */
export class Models implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** Fires when the list may be another. */
  readonly onDidChange = this.changed.event;
  private entries: Promise<ModelEntry[]> | undefined;

  constructor(private readonly engine: EngineService) {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('kshot.models')) this.refresh();
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
    );
  }

  /** Throws what the engine throws. */
  list(): Promise<ModelEntry[]> {
    if (this.entries) return this.entries;
    const entries = this.engine.request('models', {});
    this.entries = entries;
    entries.catch(() => {
      if (this.entries === entries) this.entries = undefined;
    });
    return entries;
  }

  /** Forgets the list: another program may have changed the store. */
  refresh(): void {
    this.entries = undefined;
    this.changed.fire();
  }

  /** Downloads a model, with a notification that cancels; what came is kept for the next time. Throws what the engine throws. */
  pull({ id, bytes }: ModelEntry): Thenable<EngineResult<'pullModel'>> {
    const share = new PullShare(bytes);
    return this.working(vscode.l10n.t('Downloading {0}', id), (report, signal) => {
      let shown = 0;
      return this.engine.request('pullModel', pullRequest(id), {
        signal,
        onProgress: (progress) => {
          share.update(progress);
          const increment = Math.max(0, share.percent - shown);
          shown += increment;
          report.report({ message: pullMessage(share), increment });
        },
      });
    });
  }

  /** Copies a model into the store after it was tried. Throws what the engine throws. */
  add(model: NewModel): Thenable<EngineResult<'addModel'>> {
    return this.working(vscode.l10n.t('Adding {0}', model.source), (_, signal) =>
      this.engine.request('addModel', model, { signal }),
    );
  }

  /** Compares the checksums of a model's files. Throws what the engine throws. */
  async verify(id: string): Promise<ModelVerdict> {
    const [verdict] = await this.working(vscode.l10n.t('Checking {0}', id), (_, signal) =>
      this.engine.request('verifyModels', { ids: [id] }, { signal }),
    );
    return verdict!;
  }

  async remove(id: string): Promise<void> {
    try {
      await this.engine.request('removeModel', { id });
    } finally {
      this.refresh();
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private working<T>(
    title: string,
    work: (report: vscode.Progress<{ message?: string; increment?: number }>, signal: AbortSignal) => Promise<T>,
  ): Thenable<T> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (report, token) => {
      const cancellation = abortSignal(token);
      try {
        return await work(report, cancellation.signal);
      } finally {
        cancellation.dispose();
        this.refresh();
      }
    });
  }
}

/** The mirror that the user set, here or for the command line; or ''. */
export function modelsMirror(): string {
  return (
    vscode.workspace.getConfiguration('kshot').get('models.mirror', '').trim() ||
    (process.env['KSHOT_MODELS_MIRROR'] ?? '')
  );
}

function pullRequest(id: string): PullRequest {
  const mirror = modelsMirror();
  const proxy = proxySettings();
  return { id, ...(mirror ? { mirror } : {}), ...(proxy ? { proxy } : {}) };
}

/** VS Code's proxy goes before the environment's, as it does for VS Code itself. */
function proxySettings(): PullRequest['proxy'] {
  const settings = vscode.workspace.getConfiguration('http');
  if (settings.get('proxySupport') === 'off') return undefined;
  const { env } = process;
  const set = settings.get('proxy', '').trim();
  const exceptions = settings.get<string[]>('noProxy', []).join(',');
  const http = set || (env['http_proxy'] ?? env['HTTP_PROXY']);
  const https = set || (env['https_proxy'] ?? env['HTTPS_PROXY']);
  const no = exceptions || (env['no_proxy'] ?? env['NO_PROXY']);
  return { ...(http ? { http } : {}), ...(https ? { https } : {}), ...(no ? { no } : {}) };
}

function pullMessage(share: PullShare): string {
  return share.total > 0
    ? vscode.l10n.t('{0} of {1}', byteText(share.bytes), byteText(share.total))
    : byteText(share.bytes);
}
