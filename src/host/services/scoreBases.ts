import type * as vscode from 'vscode';
import type { ScoreBasis } from '../../domain/scoreBasis.ts';
import type { StaleReason } from '../../protocol/inspector.ts';

const SCORED_OF = 'records.scoredOf';

/** What a project's scores would be of now, and what its last scores are of; remembered, so that a change is told after a restart too. */
export class ScoreBases {
  private readonly bases = new Map<string, ScoreBasis>();

  constructor(private readonly memento: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** The project as it was when it was last looked at: the same object as long as scores stay what they are. */
  of(project: string): ScoreBasis | undefined {
    return this.bases.get(project);
  }

  /** Hears what scores of the project would be of. Gives whether that is something else than before. */
  set(project: string, basis: ScoreBasis): boolean {
    const before = this.bases.get(project);
    if (before && staleReason(before, basis) === null) return false;
    this.bases.set(project, basis);
    return before !== undefined;
  }

  /** Hears that there are scores of the project as it is. */
  scored(project: string): void {
    const basis = this.bases.get(project);
    const last = this.scoredOf[project];
    if (!basis || (last && staleReason(last, basis) === null)) return;
    void this.memento.update(SCORED_OF, { ...this.scoredOf, [project]: basis });
  }

  /** What changed in the project since it was last scored; null where nothing did, or it never was. */
  staleReason(project: string): StaleReason | null {
    const basis = this.bases.get(project);
    const scored = this.scoredOf[project];
    return basis && scored ? staleReason(scored, basis) : null;
  }

  forget(project: string): void {
    this.bases.delete(project);
    if (!(project in this.scoredOf)) return;
    const rest = Object.entries(this.scoredOf).filter(([other]) => other !== project);
    void this.memento.update(SCORED_OF, Object.fromEntries(rest));
  }

  private get scoredOf(): Readonly<Record<string, ScoreBasis>> {
    return this.memento.get<Record<string, ScoreBasis>>(SCORED_OF, {});
  }
}

/** Why scores of a project as it was are none of it as it is; of several reasons the one that changes most. */
export function staleReason(before: ScoreBasis, now: ScoreBasis): StaleReason | null {
  const [was, is] = [partsOf(before), partsOf(now)];
  const order: readonly StaleReason[] = ['models', 'references', 'settings', 'classes'];
  return order.find((reason) => text(was[reason]) !== text(is[reason])) ?? null;
}

function partsOf({ references, models, features, classes }: ScoreBasis): Record<StaleReason, unknown> {
  const { parts, ...networks } = models;
  return { models: networks, references, settings: [parts, features], classes };
}

/** The engine fills in defaults in one order, so the same values are the same text. */
function text(value: unknown): string {
  return JSON.stringify(value);
}
