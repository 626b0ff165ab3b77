import type * as vscode from 'vscode';
import type { Region } from '../../domain/annotations/annotations.ts';
import { DEFAULT_SATURATION } from '../../domain/defects.ts';
import type { DefectEntry } from '../../domain/projectFile.ts';
import type { InspectorSnapshot, ToInspector } from '../../protocol/inspector.ts';
import type { Defects } from '../services/defects.ts';
import { Disposables } from '../services/disposables.ts';
import type { PromptModels } from '../services/promptModels.ts';

export type LabelParts = Pick<InspectorSnapshot, 'defects' | 'promptModel'>;

/** The image of a page, as far as its labels depend on it. `project` is null where it has none, undefined where that is not known yet. */
export interface LabelledImage {
  project: string | null | undefined;
  regions: readonly Region[];
}

/** The labels and the model for prompts that a page shows; tells the page when they change. */
export class PageLabels implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** What the page was told last, as text. */
  private told = '';

  constructor(
    private readonly services: { readonly defects: Defects; readonly prompts: PromptModels },
    private readonly shown: () => LabelledImage,
    private readonly post: (message: ToInspector) => void,
  ) {
    const { defects, prompts } = services;
    this.disposables.add(
      defects.onDidChange((project) => {
        if (project === this.shown().project) this.tell();
      }),
    );
    this.disposables.add(
      prompts.onDidChange(() => {
        this.tell();
      }),
    );
  }

  /** What is known for an image. @param isShown whether the page hears of it now. */
  of({ project, regions }: LabelledImage, isShown: boolean): LabelParts {
    const { defects, prompts } = this.services;
    const parts: LabelParts = {
      defects: project ? [...defects.known(project)] : project === null ? usedLabels(regions) : [],
      promptModel: project === undefined ? null : prompts.known(project ?? undefined),
    };
    if (isShown) this.told = JSON.stringify(parts);
    return parts;
  }

  /** Reads what is not known yet of an image's project. */
  load(project: string | undefined): void {
    const { defects, prompts } = this.services;
    if (project !== undefined) void defects.load(project).catch(() => undefined); // the project's own problem
    void prompts.load(project);
  }

  /** Tells the page where something is other than it was told. */
  tell(): void {
    const before = this.told;
    const parts = this.of(this.shown(), true);
    if (this.told !== before) this.post({ type: 'labels', ...parts });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** The labels of an image's own regions, in the order in which they come: what an image without a project goes by. */
function usedLabels(regions: readonly Region[]): DefectEntry[] {
  const names = new Set(regions.map(({ label }) => label));
  return [...names].map((name) => ({ name, kind: 'structural', ...DEFAULT_SATURATION }));
}
