import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { userModelsFolder } from '../../domain/userFolders.ts';
import type { EngineMethod, EngineParams, EngineResult, EngineSettings } from '../../protocol/engine.ts';
import { EngineClient } from '../../worker/engineClient.ts';
import type { EngineState } from '../../worker/engineClient.ts';
import type { RequestOptions } from '../../worker/engineChild.ts';
import { EngineRequestError } from '../../worker/engineRequestError.ts';
import { Disposables } from './disposables.ts';

const GIGABYTE = 1024 ** 3;

/** The engine process of this window: waits for the workspace to be trusted, follows the settings. */
export class EngineService implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly client: EngineClient;
  private readonly stateEmitter = this.disposables.add(new vscode.EventEmitter<EngineState>());
  /** Fires when the process starts, is ready, or has ended. */
  readonly onDidChangeState = this.stateEmitter.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.client = this.disposables.add(
      new EngineClient({
        entry: path.join(context.extensionPath, 'dist', 'engineProcess.js'),
        settings: () => readSettings(context),
        log: {
          info: (message) => {
            log.info(message);
          },
          error: (message) => {
            log.error(message);
          },
        },
      }),
    );
    this.disposables.add(
      this.client.onDidChangeState((state) => {
        this.stateEmitter.fire(state);
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('kshot')) this.client.restart();
      }),
    );
  }

  get state(): EngineState {
    return this.client.state;
  }

  /** Throws an {@link EngineRequestError}: `untrusted` before the user trusts the workspace. */
  async request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    options?: RequestOptions,
  ): Promise<EngineResult<M>> {
    if (!vscode.workspace.isTrusted) {
      throw new EngineRequestError(
        'untrusted',
        vscode.l10n.t('kShot computes nothing in a workspace that is not trusted. Trust it to go on.'),
      );
    }
    return this.client.request(method, params, options);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function readSettings(context: vscode.ExtensionContext): EngineSettings {
  const settings = vscode.workspace.getConfiguration('kshot');
  const folder = settings.get('cache.folder', '').trim();
  const threads = settings.get<number>('threads', 0);
  return {
    modelsDir: path.join(context.extensionPath, 'dist', 'models'),
    storeDir: modelsFolder(settings),
    fallbackCacheDir: path.join(context.globalStorageUri.fsPath, 'cache'),
    cacheBytes: settings.get<number>('cache.sizeGB', 5) * GIGABYTE,
    provider: settings.get('provider', 'auto'),
    ...(folder ? { cacheDir: folder } : {}),
    ...(threads > 0 ? { threads } : {}),
  };
}

/** The same store as the command line's, unless the user names another. */
function modelsFolder(settings: vscode.WorkspaceConfiguration): string {
  const { env, platform } = process;
  return settings.get('models.folder', '').trim() || env['KSHOT_MODELS'] || userModelsFolder(platform, env, homedir());
}
