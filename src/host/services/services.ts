import * as vscode from 'vscode';
import { AnnotationStore } from '../annotations/annotationStore.ts';
import { UnsavedAnnotations } from '../annotations/unsavedAnnotations.ts';
import { Classes } from './classes.ts';
import { Defects } from './defects.ts';
import type { Disposables } from './disposables.ts';
import { EngineService } from './engineService.ts';
import { Failures } from './failures.ts';
import { ImageIndex } from './imageIndex.ts';
import { Inspections } from './inspections.ts';
import { Models } from './models.ts';
import { Projects } from './projects.ts';
import { PromptModels } from './promptModels.ts';
import { ProviderReasons } from './providerReasons.ts';
import { Records } from './records.ts';
import { Tasks } from './tasks.ts';
import { WorkspaceWatcher } from './workspaceWatcher.ts';

/** All that views, editors and commands work with. Starts no process and reads no file. */
export function createServices(context: vscode.ExtensionContext, owner: Disposables) {
  const { extensionUri, workspaceState: memento } = context;
  const log = owner.add(vscode.window.createOutputChannel('kShot', { log: true }));
  const failures = new Failures(log);
  const engine = owner.add(new EngineService(context, log));
  const projects = owner.add(new Projects(engine, memento));
  const records = owner.add(new Records(engine, memento));
  const index = owner.add(new ImageIndex(projects, records));
  const tasks = owner.add(new Tasks(engine, projects, records));
  const reasons = owner.add(new ProviderReasons(engine, records, tasks, failures));
  const models = owner.add(new Models(engine));
  const classes = owner.add(new Classes(engine, records, failures));
  const defects = owner.add(new Defects(engine, projects));
  const prompts = owner.add(new PromptModels(engine, projects, models));
  const annotations = owner.add(new AnnotationStore(engine, owner.add(unsavedAnnotations(context)), failures));
  const inspections = new Inspections(engine);
  const watcher = owner.add(new WorkspaceWatcher(projects, index, records, failures));
  const outside = { extensionUri, memento, log, failures, engine };
  const labelled = { annotations, defects, prompts };
  return { ...outside, ...labelled, projects, records, index, tasks, reasons, models, classes, inspections, watcher };
}

function unsavedAnnotations({ storageUri, globalStorageUri }: vscode.ExtensionContext): UnsavedAnnotations {
  return new UnsavedAnnotations(vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'unsaved').fsPath);
}
