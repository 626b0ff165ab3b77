import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { Region } from '../../../src/domain/annotations/annotations.ts';
import { AnnotationStore } from '../../../src/host/annotations/annotationStore.ts';
import { UnsavedAnnotations } from '../../../src/host/annotations/unsavedAnnotations.ts';
import { Uri } from './fakeVscode.ts';

/** A folder with an image `a.png` of 100 × 80 pixels, and a store of annotations. */
export class LabelFolder {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kshot-labels-'));
  readonly image = this.uri('a.png');
  readonly unsaved = new UnsavedAnnotations(path.join(this.folder, '.unsaved'));
  readonly store = this.newStore(this.unsaved);

  constructor() {
    writeFileSync(this.image.fsPath, 'an image');
  }

  newStore(unsaved: UnsavedAnnotations): AnnotationStore {
    const engine = { request: () => Promise.resolve({ width: 100, height: 80 }) };
    return new AnnotationStore(engine as never, unsaved, { note: () => undefined });
  }

  uri(name: string): vscode.Uri {
    return Uri.file(path.join(this.folder, name)) as unknown as vscode.Uri;
  }

  /** What the label file holds; null where there is none. */
  read(name = 'a.json'): RawLabels | null {
    const file = path.join(this.folder, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RawLabels) : null;
  }

  text(name = 'a.json'): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** Writes the label file as another program does. */
  write(parts: Partial<RawLabels> | string, name = 'a.json'): void {
    const size = { imageWidth: 100, imageHeight: 80 };
    const whole = { version: '5.5.0', flags: {}, shapes: [], imagePath: 'a.png', imageData: null, ...size };
    const text = typeof parts === 'string' ? parts : JSON.stringify({ ...whole, ...parts });
    writeFileSync(path.join(this.folder, name), text);
  }

  dispose(): void {
    this.store.dispose();
    this.unsaved.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface RawLabels {
  flags: Record<string, boolean>;
  shapes: object[];
  imagePath: string;
  [key: string]: unknown;
}

export function rawBox(label: string, x: number, parts: object = {}): object {
  const points = [
    [x, 10],
    [x + 10, 20],
  ];
  return { label, points, group_id: null, description: '', shape_type: 'rectangle', flags: {}, mask: null, ...parts };
}

export function box(id: string, x: number, label = 'scratch'): Region {
  return { id, label, shape: { type: 'rectangle', points: [x, 10, x + 10, 20] }, comment: '', group: null };
}
