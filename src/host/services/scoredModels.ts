import type * as vscode from 'vscode';
import type { ProjectModels } from '../../domain/models.ts';

const SCORED_WITH = 'records.scoredWith';

/** Which models a project names, and which its last scores are of; remembered, so that a change is told after a restart too. */
export class ScoredModels {
  private readonly named = new Map<string, ProjectModels>();

  constructor(private readonly memento: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** The models that the project named when it was last looked at: the same object as long as they are the same. */
  of(project: string): ProjectModels | undefined {
    return this.named.get(project);
  }

  /** Hears which models a project names now. Gives whether these are others than before. */
  name(project: string, models: ProjectModels): boolean {
    const before = this.named.get(project);
    if (before && text(before) === text(models)) return false;
    this.named.set(project, models);
    return before !== undefined;
  }

  /** Hears that there are scores of the models that the project names. */
  scored(project: string): void {
    const models = this.named.get(project);
    if (!models || this.scoredWith[project] === text(models)) return;
    void this.memento.update(SCORED_WITH, { ...this.scoredWith, [project]: text(models) });
  }

  /** Whether the project's last scores are of other models than those that it names. */
  isStale(project: string): boolean {
    const models = this.named.get(project);
    const scored = this.scoredWith[project];
    return models !== undefined && scored !== undefined && scored !== text(models);
  }

  forget(project: string): void {
    this.named.delete(project);
    if (!(project in this.scoredWith)) return;
    const rest = Object.entries(this.scoredWith).filter(([other]) => other !== project);
    void this.memento.update(SCORED_WITH, Object.fromEntries(rest));
  }

  private get scoredWith(): Readonly<Record<string, string>> {
    return this.memento.get<Record<string, string>>(SCORED_WITH, {});
  }
}

/** The engine fills in defaults in one order, so the same models are the same text. */
function text(models: ProjectModels): string {
  return JSON.stringify(models);
}
