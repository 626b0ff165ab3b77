import type { Region, Shape } from '../../../src/domain/annotations/annotations.ts';
import { addRegions } from '../../../src/domain/annotations/edits.ts';
import { emit } from '../../shared/events.ts';
import { text } from '../../shared/strings.ts';
import type { InspectorStore, Side } from '../model.ts';
import { sideContent } from '../sides.ts';
import type { Content } from '../stage/painter.ts';
import type { Point } from '../stage/view.ts';
import type { ImageColors } from './imageColors.ts';
import { newRegion } from './newRegion.ts';
import type { ToolContext } from './tool.ts';

/** What the drawing works on: a side's content as it is on screen, and bringing a point into view. */
export interface DrawingOn {
  store: () => InspectorStore;
  content: (side: Side) => Content | null;
  reveal: (at: Point) => void;
  redraw: () => void;
}

/** As long stands in the status row what a tool said. */
const SHOWN_MILLISECONDS = 6000;

/** What tools work with; edits and messages go up from `host` as events. */
export function makeContext(
  host: EventTarget,
  { store, content, redraw }: DrawingOn,
  colors: ImageColors,
): ToolContext {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const say = (words: string): void => {
    store().set({ announced: words });
    clearTimeout(silence);
    silence = setTimeout(() => {
      store().set({ announced: '' });
    }, SHOWN_MILLISECONDS);
  };
  const edit: ToolContext['edit'] = (change) => {
    const before = store().get().edits;
    emit(host, 'kshot-edit', change);
    return store().get().edits !== before;
  };
  const selected = (): Region | null => {
    const { annotations, selectedRegion } = store().get();
    return annotations?.value.regions.find(({ id }) => id === selectedRegion) ?? null;
  };
  const add = (shape: Shape): boolean => {
    const region = newRegion(shape, store().get().activeLabel);
    if (!edit(addRegions([region]))) return false;
    store().set({ selectedRegion: region.id });
    say(text('regionAdded', region.label));
    return true;
  };
  return {
    get store() {
      return store();
    },
    size: () => content('main')?.size ?? null,
    scene: (side) => sideContent(store().get(), side)?.scene ?? null,
    colors: () => colors.of(content('main')?.url),
    edit,
    add,
    selected,
    say,
    redraw,
    post: (message) => {
      emit(host, 'kshot-post', message);
    },
  };
}
