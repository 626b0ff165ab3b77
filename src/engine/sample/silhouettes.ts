/** The outline of each part in its own frame, holes cut out by the even-odd rule: pictures and masks both use it. */
import type { PartKind } from './catalog.ts';
import { circlePath, polygonPath } from './svg.ts';

export const NUT_RADIUS = 31;
export const NUT_BORE = 15;
export const WASHER_RADIUS = 28;
export const WASHER_BORE = 12.5;
export const CAP_RADIUS = 31;
const GEAR_RADIUS = 43;
export const GEAR_ROOT = 36;
export const GEAR_BORE = 8;
const GEAR_TEETH = 14;
export const FUSE_LENGTH = 100;
export const FUSE_RADIUS = 14;
export const BOLT_HEAD = -47;
const BOLT_TIP = 65;
export const BOLT_SHANK = 10;

const BOLT_OUTLINE = polygonPath([
  [-63, -19],
  [-49, -21],
  [BOLT_HEAD, -20],
  [BOLT_HEAD, -BOLT_SHANK],
  [60, -BOLT_SHANK],
  [BOLT_TIP, -6],
  [BOLT_TIP, 6],
  [60, BOLT_SHANK],
  [BOLT_HEAD, BOLT_SHANK],
  [BOLT_HEAD, 20],
  [-49, 21],
  [-63, 19],
  [-66, 12],
  [-66, -12],
]);

/** A hexagon's corners; the first lies to the right. */
export function hexagonPath(radius: number): string {
  return polygonPath(Array.from({ length: 6 }, (_, k) => polar(radius, (k * Math.PI) / 3)));
}

/** The outline of the gear's teeth, without its bore. */
function gearPath(): string {
  const pitch = (2 * Math.PI) / GEAR_TEETH;
  const points = Array.from({ length: GEAR_TEETH }, (_, k) => {
    const middle = k * pitch;
    return [
      polar(GEAR_ROOT, middle - pitch * 0.34),
      polar(GEAR_RADIUS, middle - pitch * 0.19),
      polar(GEAR_RADIUS, middle + pitch * 0.19),
      polar(GEAR_ROOT, middle + pitch * 0.34),
    ];
  });
  return polygonPath(points.flat());
}

function fusePath(): string {
  const half = FUSE_LENGTH / 2;
  return polygonPath([
    [-half, -FUSE_RADIUS + 2],
    [-half + 2, -FUSE_RADIUS],
    [half - 2, -FUSE_RADIUS],
    [half, -FUSE_RADIUS + 2],
    [half, FUSE_RADIUS - 2],
    [half - 2, FUSE_RADIUS],
    [-half + 2, FUSE_RADIUS],
    [-half, FUSE_RADIUS - 2],
  ]);
}

/** Path data of a part's outline, to be filled with the even-odd rule. */
export const SILHOUETTES: Readonly<Record<PartKind, string>> = {
  nut: hexagonPath(NUT_RADIUS) + circlePath(NUT_BORE),
  bolt: BOLT_OUTLINE,
  cap: circlePath(CAP_RADIUS),
  washer: circlePath(WASHER_RADIUS) + circlePath(WASHER_BORE),
  gear: gearPath() + circlePath(GEAR_BORE),
  fuse: fusePath(),
};

function polar(radius: number, angle: number): [number, number] {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
