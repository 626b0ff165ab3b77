import type * as vscode from 'vscode';
import { LabelRenames } from './host/annotations/labelRenames.ts';
import { registerCommands } from './host/commands/registerCommands.ts';
import { InspectorEditor } from './host/editors/inspectorEditor.ts';
import { Inspectors } from './host/editors/inspectors.ts';
import { ReviewPanels } from './host/review/reviewPanels.ts';
import { Disposables } from './host/services/disposables.ts';
import { ModelOffer } from './host/services/modelOffer.ts';
import { createServices } from './host/services/services.ts';
import { ClassesView } from './host/views/classesView.ts';
import { Decorations } from './host/views/decorations.ts';
import { EvaluationDocuments } from './host/views/evaluationDocument.ts';
import { ExchangeDocuments } from './host/views/exchangeDocument.ts';
import { ModelsView } from './host/views/modelsView.ts';
import { Problems } from './host/views/problems.ts';
import { StatusBar } from './host/views/statusBar.ts';

/** Wires the parts. Starts no process and reads no file by itself: that follows once this is done. */
export function activate(context: vscode.ExtensionContext): void {
  const owner = new Disposables();
  context.subscriptions.push(owner);
  const services = createServices(context, owner);
  const { engine, projects, records, index, tasks, reasons, watcher } = services;

  owner.add(new Decorations(index));
  owner.add(new Problems(index));
  owner.add(new StatusBar(engine, projects, records, index, tasks, reasons));
  owner.add(new ModelsView(services));
  owner.add(new ModelOffer(context.globalState, records, tasks));
  owner.add(new LabelRenames(services.failures));
  const view = owner.add(new ClassesView(services));
  const evaluations = owner.add(new EvaluationDocuments());
  const exchanges = owner.add(new ExchangeDocuments());
  const inspectors = owner.add(new Inspectors());
  const editor = owner.add(new InspectorEditor(services, inspectors));
  const reviews = owner.add(new ReviewPanels(services, inspectors));

  registerCommands(owner, { ...services, evaluations, exchanges, inspectors, editor, reviews, view });

  setImmediate(() => void watcher.loadAll());
}
