import * as vscode from 'vscode';
import { registerModelCommands } from './host/commands/models.ts';
import { registerNavigation } from './host/commands/navigation.ts';
import { registerNewProject } from './host/commands/newProject.ts';
import { registerReferenceCommands } from './host/commands/references.ts';
import { registerTaskCommands } from './host/commands/tasks.ts';
import { InspectorEditor } from './host/editors/inspectorEditor.ts';
import { Disposables } from './host/services/disposables.ts';
import { EngineService } from './host/services/engineService.ts';
import { Failures } from './host/services/failures.ts';
import { ImageIndex } from './host/services/imageIndex.ts';
import { ModelOffer } from './host/services/modelOffer.ts';
import { Models } from './host/services/models.ts';
import { Projects } from './host/services/projects.ts';
import { ProviderReasons } from './host/services/providerReasons.ts';
import { Records } from './host/services/records.ts';
import { Tasks } from './host/services/tasks.ts';
import { WorkspaceWatcher } from './host/services/workspaceWatcher.ts';
import { Decorations } from './host/views/decorations.ts';
import { EvaluationDocuments } from './host/views/evaluationDocument.ts';
import { ModelsView } from './host/views/modelsView.ts';
import { Problems } from './host/views/problems.ts';
import { StatusBar } from './host/views/statusBar.ts';

/** Wires the parts. Starts no process and reads no file by itself: that follows once this is done. */
export function activate(context: vscode.ExtensionContext): void {
  const owner = new Disposables();
  context.subscriptions.push(owner);
  const { extensionUri } = context;

  const log = owner.add(vscode.window.createOutputChannel('kShot', { log: true }));
  const failures = new Failures(log);
  const engine = owner.add(new EngineService(context, log));
  const projects = owner.add(new Projects(engine, context.workspaceState));
  const records = owner.add(new Records(engine, context.workspaceState));
  const index = owner.add(new ImageIndex(projects, records));
  const tasks = owner.add(new Tasks(engine, projects, records));
  const reasons = owner.add(new ProviderReasons(engine, records, tasks, failures));
  const models = owner.add(new Models(engine));
  const watcher = owner.add(new WorkspaceWatcher(projects, index, records, failures));

  owner.add(new Decorations(index));
  owner.add(new Problems(index));
  owner.add(new StatusBar(engine, projects, records, index, tasks, reasons));
  owner.add(new ModelsView({ models, projects, records, failures }));
  owner.add(new ModelOffer(context.globalState, records, tasks));
  const evaluations = owner.add(new EvaluationDocuments());
  const inspector = owner.add(new InspectorEditor({ extensionUri, engine, projects, records, tasks, failures, log }));

  registerNewProject(owner, { engine, projects, watcher, failures });
  registerReferenceCommands(owner, { engine, projects, watcher, failures });
  registerModelCommands(owner, { engine, models, projects, watcher, failures });
  registerTaskCommands(owner, { projects, tasks, evaluations, failures });
  registerNavigation(owner, { inspector, projects, failures, log });

  setImmediate(() => void watcher.loadAll());
}
