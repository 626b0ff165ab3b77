/** Which rows of a long list are in view: only those are rendered. Pure. */

/** The height of a row in CSS pixels; one row, the open one, is higher. */
export const ROW_HEIGHT = 40;
/** Rows beyond the edges that are rendered too, so that scrolling shows no gaps. */
const AHEAD = 4;

export interface OpenRow {
  readonly index: number;
  /** What it is higher than the others by. */
  readonly extra: number;
}

/** Where a row begins, from the top of the list. */
export function rowTop(index: number, open: OpenRow | null): number {
  return index * ROW_HEIGHT + (open !== null && index > open.index ? open.extra : 0);
}

/** The indexes of the rows in view, ascending, and the rows of `always`. */
export function rowsInView(
  count: number,
  open: OpenRow | null,
  view: { readonly top: number; readonly height: number },
  always: readonly number[],
): number[] {
  const first = Math.max(0, rowAt(view.top, open) - AHEAD);
  const last = Math.min(count - 1, rowAt(view.top + view.height, open) + AHEAD);
  const shown = new Set(always.filter((index) => index >= 0 && index < count));
  for (let index = first; index <= last; index++) shown.add(index);
  return [...shown].sort((a, b) => a - b);
}

function rowAt(y: number, open: OpenRow | null): number {
  if (open === null || y < rowTop(open.index + 1, open)) {
    const index = Math.floor(y / ROW_HEIGHT);
    return open === null ? index : Math.min(index, open.index);
  }
  return Math.floor((y - open.extra) / ROW_HEIGHT);
}
