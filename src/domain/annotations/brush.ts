/** What a round brush covers. Pure. */

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a brush of this diameter (pixels, at least 1) stands when the pointer is at `at`: on the middle of a pixel, or on a corner where the diameter is even. */
export function brushPlace(at: Point, diameter: number): Point {
  const isOdd = Math.round(diameter) % 2 === 1;
  const place = (value: number): number => (isOdd ? Math.floor(value) + 0.5 : Math.round(value));
  return { x: place(at.x), y: place(at.y) };
}

/**
 * Calls back with the pixels of a capsule, row by row (x0 ≤ x < x1): those whose middle is no further than `radius` from the line between two points. Two equal
 * points make a disc.
 */
export function forEachCapsuleRow(
  a: Point,
  b: Point,
  radius: number,
  stretch: (y: number, x0: number, x1: number) => void,
): void {
  const last = Math.floor(Math.max(a.y, b.y) + radius - 0.5);
  for (let y = Math.ceil(Math.min(a.y, b.y) - radius - 0.5); y <= last; y++) {
    const [from, to] = crossSection(a, b, radius, y + 0.5);
    if (from > to) continue;
    // Rounding may have gone wrong by one pixel either way: the distance itself decides.
    let x0 = Math.ceil(from - 0.5) - 1;
    let x1 = Math.floor(to - 0.5) + 2;
    while (x0 < x1 && !isWithin(a, b, radius, x0 + 0.5, y + 0.5)) x0++;
    while (x0 < x1 && !isWithin(a, b, radius, x1 - 0.5, y + 0.5)) x1--;
    if (x0 < x1) stretch(y, x0, x1);
  }
}

/** From where to where a level line lies in a capsule (which is convex); the first is beyond the second where it does not. */
function crossSection(a: Point, b: Point, radius: number, y: number): [number, number] {
  let from = Infinity;
  let to = -Infinity;
  for (const end of [a, b]) {
    const half = Math.sqrt(radius * radius - (y - end.y) ** 2);
    if (Number.isNaN(half)) continue;
    from = Math.min(from, end.x - half);
    to = Math.max(to, end.x + half);
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return [from, to];
  // Beside the line: 0 ≤ (x − ax)·dx + (y − ay)·dy ≤ length², and |(x − ax)·dy − (y − ay)·dx| ≤ radius·length.
  const along = interval(dx, (y - a.y) * dy, 0, length * length);
  const across = interval(dy, -(y - a.y) * dx, -radius * length, radius * length);
  const left = Math.max(along[0], across[0]) + a.x;
  const right = Math.min(along[1], across[1]) + a.x;
  return left > right ? [from, to] : [Math.min(from, left), Math.max(to, right)];
}

/** Where low ≤ factor · x + offset ≤ high. */
function interval(factor: number, offset: number, low: number, high: number): [number, number] {
  if (factor === 0) return offset >= low && offset <= high ? [-Infinity, Infinity] : [Infinity, -Infinity];
  const ends = [(low - offset) / factor, (high - offset) / factor] as const;
  return factor > 0 ? [ends[0], ends[1]] : [ends[1], ends[0]];
}

function isWithin(a: Point, b: Point, radius: number, x: number, y: number): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const part = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / square));
  return (x - a.x - part * dx) ** 2 + (y - a.y - part * dy) ** 2 <= radius * radius;
}
