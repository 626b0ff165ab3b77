import * as vscode from 'vscode';
import type { ImageRecord } from '../../domain/records.ts';
import { isScored } from '../../domain/records.ts';
import type {
  FromInspector,
  InspectorCommand,
  InspectorSnapshot,
  InspectorState,
  ToInspector,
} from '../../protocol/inspector.ts';
import { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import { failureCode, failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import type { Records } from '../services/records.ts';
import type { Tasks } from '../services/tasks.ts';
import { imagePlace } from './imagePlace.ts';
import type { ImagePlace } from './imagePlace.ts';
import { imageSource } from './imageSource.ts';
import type { ImageSource } from './imageSource.ts';
import { inspectorHtml } from './inspectorHtml.ts';

export interface InspectorServices {
  extensionUri: vscode.Uri;
  engine: EngineService;
  projects: Projects;
  records: Records;
  tasks: Tasks;
  failures: Failures;
  log: vscode.LogOutputChannel;
}

/** What only the editor that owns the panels can do for one of them. */
export interface InspectorOwner {
  navigate: (session: InspectorSession, to: 'next' | 'previous') => void;
  focus: (session: InspectorSession) => void;
}

/** One inspector: an image in one panel. Keeps its page in step with the project, the records and the file. */
export class InspectorSession implements vscode.Disposable {
  /** Whether the keys belong to the image, as the page last told. */
  hasCanvasFocus = false;
  private readonly disposables = new Disposables();
  private place: ImagePlace | undefined;
  private source: ImageSource | undefined;
  private state: InspectorState = { kind: 'working', message: vscode.l10n.t('Reading scores …') };
  /** What the state was made of: where it stays the same, nothing is asked again. */
  private basis = '';
  private pageIsReady = false;
  private scoring = false;
  private takesFocus = false;
  /** Counts the updates: an answer to any but the latest is too late. */
  private turn = 0;

  constructor(
    readonly uri: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
    private readonly services: InspectorServices,
    private readonly owner: InspectorOwner,
  ) {
    const { projects, records } = services;
    this.disposables.add(panel.webview.onDidReceiveMessage((message: FromInspector) => void this.receive(message)));
    this.disposables.add(
      projects.onDidChange(() => {
        this.update();
      }),
    );
    this.disposables.add(
      records.onDidChange(({ project }) => {
        if (project === this.place?.project && !this.scoring) void this.updateState();
      }),
    );
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.open()));
    this.watchFile();
    void this.open();
  }

  /** Where the image stands; waits until that is known. */
  async placed(): Promise<ImagePlace | undefined> {
    return (this.place ??= await imagePlace(this.uri, this.services.projects).catch(() => undefined));
  }

  /** Gives the page the focus as soon as it is ready, and takes keys for it until then. */
  takeCanvasFocus(): void {
    this.hasCanvasFocus = true;
    this.takesFocus = true;
  }

  command(command: InspectorCommand): void {
    this.post({ type: 'command', command });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Loads the page and, meanwhile, what it will show. */
  private async open(): Promise<void> {
    this.pageIsReady = false;
    this.basis = '';
    this.update();
    try {
      this.source = await imageSource(this.uri, this.services.engine);
    } catch (error) {
      this.source = { file: undefined, root: undefined, version: '' };
      this.services.failures.note(error);
    }
    if (this.disposables.isDisposed) return;
    const { webview } = this.panel;
    const bundle = vscode.Uri.joinPath(this.services.extensionUri, 'dist', 'webview');
    const { root } = this.source;
    webview.options = { enableScripts: true, localResourceRoots: root ? [bundle, root] : [bundle] };
    webview.html = inspectorHtml(webview, bundle, this.imageUrl());
  }

  private watchFile(): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(this.uri, '..'), this.uri.path.split('/').at(-1)!);
    const watcher = this.disposables.add(vscode.workspace.createFileSystemWatcher(pattern, true, false, true));
    this.disposables.add(watcher.onDidChange(() => void this.fileChanged()));
  }

  private async fileChanged(): Promise<void> {
    const source = await imageSource(this.uri, this.services.engine).catch(() => undefined);
    if (this.disposables.isDisposed || !source || source.version === this.source?.version) return;
    if (source.root?.path !== this.source?.root?.path) return this.open(); // other roots need a new page
    this.source = source;
    this.basis = '';
    this.update();
  }

  private async receive(message: FromInspector): Promise<void> {
    const { log, failures } = this.services;
    switch (message.type) {
      case 'ready':
        this.pageIsReady = true;
        this.postSnapshot();
        if (this.takesFocus && this.panel.active) this.panel.reveal(this.panel.viewColumn, false);
        this.takesFocus = false;
        break;
      case 'painted':
        log.info(`Inspector painted ${this.place?.name ?? ''} after ${Math.round(message.milliseconds)} ms.`);
        break;
      case 'navigate':
        this.owner.navigate(this, message.to);
        break;
      case 'score':
        await this.score().catch((error: unknown) => {
          failures.show(error);
        });
        break;
      case 'createProject':
        await vscode.commands.executeCommand('kshot.newProject', vscode.Uri.joinPath(this.uri, '..'));
        break;
      case 'showLog':
        log.show(true);
        break;
      case 'focus':
        if (this.takesFocus) break; // the page had no chance yet
        this.hasCanvasFocus = message.canvas;
        this.owner.focus(this);
        break;
    }
  }

  private async score(): Promise<void> {
    const { tasks } = this.services;
    const place = await this.placed();
    if (place?.project === undefined || this.scoring) return;
    this.scoring = true;
    const before = this.state;
    this.setState({ kind: 'working', message: vscode.l10n.t('Scoring …') });
    try {
      this.setState({ kind: 'scored', result: await tasks.scoreImage(place.project, place.name), stale: null });
    } catch (error) {
      this.setState(failureCode(error) === 'cancelled' ? before : failed(error));
      throw error;
    } finally {
      this.scoring = false;
      this.basis = this.readBasis(place).basis;
    }
  }

  /** Looks again where the image stands and what is known of it. */
  private update(): void {
    void this.updatePlace(++this.turn);
  }

  private async updatePlace(turn: number): Promise<void> {
    try {
      const place = await imagePlace(this.uri, this.services.projects);
      if (this.isLate(turn)) return;
      this.place = place;
      if (place.project !== undefined) await this.services.records.load(place.project);
      if (this.isLate(turn)) return;
      this.postSnapshot();
      await this.updateState();
    } catch (error) {
      if (!this.isLate(turn)) this.setState(failed(error));
    }
  }

  private async updateState(): Promise<void> {
    const { place } = this;
    if (!place) return;
    const { basis, record, fitted } = this.readBasis(place);
    if (basis === this.basis) return;
    this.basis = basis;
    if (!vscode.workspace.isTrusted) {
      const message = vscode.l10n.t('Scores are computed once the workspace is trusted.');
      this.setState({ kind: 'failed', code: 'untrusted', message });
    } else if (place.project === undefined) {
      this.setState({ kind: 'unscored', reason: 'no-project' });
    } else if (record && !isScored(record)) {
      this.setState({ kind: 'failed', ...record.error });
    } else if (record ?? (place.isReference && fitted)) {
      await this.inspect(place.project, place.name);
    } else {
      this.setState({ kind: 'unscored', reason: fitted ? 'not-scored' : 'not-fitted' });
    }
  }

  private async inspect(project: string, image: string): Promise<void> {
    const { basis } = this;
    const isLate = () => this.disposables.isDisposed || basis !== this.basis;
    try {
      const result = await this.services.engine.request('inspect', { project, image });
      if (isLate()) return;
      this.setState({ kind: 'scored', result, stale: null });
    } catch (error) {
      if (isLate()) return;
      this.basis = ''; // to be asked again at the next occasion
      this.setState(failed(error));
    }
  }

  private readBasis({ project, name }: ImagePlace): {
    basis: string;
    record: ImageRecord | undefined;
    fitted: boolean;
  } {
    const known = project === undefined ? undefined : this.services.records.get(project);
    const record = known?.records.get(name);
    const fitted = known !== undefined && (known.fit !== undefined || known.records.size > 0);
    const content = record && isScored(record) ? { ...record, seconds: 0 } : record; // from the cache it took no time
    const basis = JSON.stringify([project, content, known?.fit?.threshold, fitted, vscode.workspace.isTrusted]);
    return { basis, record, fitted };
  }

  private isLate(turn: number): boolean {
    return this.disposables.isDisposed || turn !== this.turn;
  }

  private setState(state: InspectorState): void {
    this.state = state;
    this.post({ type: 'state', state });
  }

  private postSnapshot(): void {
    this.post({ type: 'snapshot', snapshot: this.snapshot() });
  }

  private imageUrl(): string | null {
    const { source } = this;
    if (!source?.file) return null;
    return this.panel.webview
      .asWebviewUri(source.file)
      .with({ query: `v=${source.version}` })
      .toString();
  }

  private snapshot(): InspectorSnapshot {
    const { place, uri, state } = this;
    const name = place?.name ?? uri.path.split('/').at(-1)!;
    return {
      image: {
        name,
        url: this.imageUrl(),
        position: place && place.index >= 0 ? { index: place.index, of: place.images.length } : null,
        isReference: place?.isReference ?? false,
      },
      project: place?.project === undefined ? null : projectName(place.project),
      state,
      review: null,
    };
  }

  /** Before the page is ready there is nobody to hear; its `ready` is answered with everything. */
  private post(message: ToInspector): void {
    if (this.pageIsReady && !this.disposables.isDisposed) void this.panel.webview.postMessage(message);
  }
}

function failed(error: unknown): InspectorState {
  return { kind: 'failed', code: failureCode(error), message: failureMessage(error) };
}
