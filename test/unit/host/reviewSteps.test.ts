import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addRegions } from '../../../src/domain/annotations/edits.ts';
import { PageAnnotations } from '../../../src/host/annotations/pageAnnotations.ts';
import { ReviewKeeper } from '../../../src/host/annotations/reviewKeeper.ts';
import { LabelFolder, box } from './labelFolder.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

let folder: LabelFolder;
let keeper: ReviewKeeper;
let page: PageAnnotations;

beforeEach(() => {
  folder = new LabelFolder();
  keeper = new ReviewKeeper({
    show: () => new Promise((resolve) => setTimeout(resolve, 5)),
    changed: () => undefined,
    models: (image) => folder.store.peek(image),
    failures: { note: () => undefined },
  });
  page = new PageAnnotations(
    folder.store,
    keeper,
    () => 'a.png',
    () => undefined,
  );
  page.show(folder.image);
});
afterEach(() => {
  page.dispose();
  folder.dispose();
});

const draw = (number: number, id: string) =>
  page.receive({ type: 'edit', image: 'a.png', number, edit: addRegions([box(id, 10 * number, id)]) });
const labels = () => page.model!.value.regions.map(({ label }) => label);

describe('steps of a review that come fast', () => {
  it('are each taken back', async () => {
    await Promise.all([draw(1, 'one'), draw(2, 'two'), draw(3, 'three')]);
    await Promise.all([keeper.undo(), keeper.undo()]);
    expect(labels()).toEqual(['one']);
    await Promise.all([keeper.redo(), keeper.redo()]);
    expect(labels()).toEqual(['one', 'two', 'three']);
  });

  it('are made in the order of the keys', async () => {
    await draw(1, 'one');
    await Promise.all([draw(2, 'two'), page.receive({ type: 'undo' }), draw(3, 'three')]);
    expect(labels()).toEqual(['one', 'three']);
  });
});
