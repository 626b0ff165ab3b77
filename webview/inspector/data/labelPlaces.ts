/** Places for the names of marks in a chart, so that none covers another name or another mark. */
interface Mark {
  key: number;
  text: string;
  /** Across and down, in [0, 1]. */
  x: number;
  y: number;
}

/** A name's box in px. */
export interface Label {
  left: number;
  top: number;
  width: number;
}

const HEIGHT = 14;
/** Width of a letter at 11 px, roughly; and the longest name before it gets an ellipsis. */
const LETTER = 6.8;
const LONGEST = 92;
/** From the middle of a mark to the beginning of its name. */
const GAP = 8;
const MARK_RADIUS = 6;

/** For each mark the first free place: right of it, left, below, above. A name that has none is left out: rows and tooltips have it. */
export function placeLabels(marks: readonly Mark[], box: { width: number; height: number }): Map<number, Label> {
  const places = new Map<number, Label>();
  const points = marks.map(({ x, y }) => ({ x: x * box.width, y: y * box.height }));
  marks.forEach(({ key, text }, i) => {
    const width = Math.min(LONGEST, text.length * LETTER + 8);
    const { x, y } = points[i]!;
    const candidates = [
      { left: x + GAP, top: y - HEIGHT / 2, width },
      { left: x - GAP - width, top: y - HEIGHT / 2, width },
      { left: x - width / 2, top: y + GAP, width },
      { left: x - width / 2, top: y - GAP - HEIGHT, width },
    ];
    const others = points.filter((_, k) => k !== i);
    const free = candidates.find(
      (label) =>
        inside(label, box) &&
        ![...places.values()].some((other) => meet(label, other)) &&
        !others.some((point) => covers(label, point)),
    );
    if (free !== undefined) places.set(key, free);
  });
  return places;
}

function inside({ left, top, width }: Label, box: { width: number; height: number }): boolean {
  return left >= 0 && top >= 0 && left + width <= box.width && top + HEIGHT <= box.height;
}

function meet(a: Label, b: Label): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && Math.abs(a.top - b.top) < HEIGHT;
}

function covers({ left, top, width }: Label, { x, y }: { x: number; y: number }): boolean {
  return (
    x > left - MARK_RADIUS && x < left + width + MARK_RADIUS && y > top - MARK_RADIUS && y < top + HEIGHT + MARK_RADIUS
  );
}
