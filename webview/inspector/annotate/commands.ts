/** Keys that are about regions, whatever the tool. */
import { changeRegion, deleteRegions } from '../../../src/domain/annotations/edits.ts';
import { shapeBox } from '../../../src/domain/annotations/shapes.ts';
import type { AnnotateCommand } from '../../../src/domain/annotations/commands.ts';
import { text } from '../../shared/strings.ts';
import type { InspectorStore } from '../model.ts';
import type { Point } from '../stage/view.ts';
import { shownRegions } from './shownRegions.ts';
import type { ToolContext } from './tool.ts';

type Reveal = (at: Point) => void;

/** Deletes the selected region, selects the next or the previous one, or gives it a label. */
export function runRegionCommand(
  store: InspectorStore,
  context: ToolContext,
  reveal: Reveal,
  command: AnnotateCommand,
): void {
  if (command === 'deleteRegion') remove(context);
  else if (command === 'nextRegion') step(store, context, reveal, 1);
  else if (command === 'previousRegion') step(store, context, reveal, -1);
  else if (command.startsWith('label.')) {
    const number = Number(command.slice('label.'.length));
    const defect = store.get().snapshot?.defects[number - 1];
    if (defect === undefined) context.say(text('labelNone', number));
    else chooseLabel(store, context, defect.name);
  }
}

/** The label for what is drawn next, and for the selected region. */
export function chooseLabel(
  store: InspectorStore,
  context: Pick<ToolContext, 'edit' | 'say' | 'selected'>,
  label: string,
): void {
  store.set({ activeLabel: label });
  const region = context.selected();
  if (region !== null && region.label !== label) context.edit(changeRegion({ ...region, label }, 'label'));
  context.say(text('labelChosen', label));
}

function remove(context: ToolContext): void {
  const region = context.selected();
  if (region === null) context.say(text('regionNoneSelected'));
  else if (context.edit(deleteRegions([region.id]))) context.say(text('regionDeleted', region.label));
}

function step(store: InspectorStore, context: ToolContext, reveal: Reveal, by: 1 | -1): void {
  const { selectedRegion } = store.get();
  const regions = shownRegions(store.get());
  const at = regions.findIndex(({ id }) => id === selectedRegion);
  const next = at < 0 ? (by > 0 ? 0 : regions.length - 1) : (at + by + regions.length) % regions.length;
  const region = regions[next];
  if (region === undefined) {
    context.say(text('regionNone'));
    return;
  }
  store.set({ selectedRegion: region.id });
  const { x0, y0, x1, y1 } = shapeBox(region.shape);
  reveal({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 });
  context.say(text('regionOf', region.label, next + 1, regions.length));
}
