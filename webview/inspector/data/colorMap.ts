/**
 * The heat map's colours. The control points are the published samples of "inferno" (Smith and van der Walt, CC0): dark to
 * light with ever growing lightness, so it reads without colour vision and in print.
 */
const CONTROL_POINTS = ['#000004', '#420a68', '#932667', '#dd513a', '#fca50a', '#fcffa4'] as const;
const STEPS = 256;
/** Candidates for the steps. */
const FINE_STEPS = 1024;

export type Rgb = readonly [number, number, number];

/** `#rrggbb` as three numbers in [0, 255]; anything else is mid grey. */
export function parseHex(color: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (match === null) return [128, 128, 128];
  return [parseInt(match[1]!, 16), parseInt(match[2]!, 16), parseInt(match[3]!, 16)];
}

/** CIE lightness L* in [0, 100] of an sRGB colour. */
export function lightness(rgb: Rgb): number {
  const [r, g, b] = rgb.map(toLinear) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y <= 216 / 24389 ? (y * 24389) / 27 : 116 * Math.cbrt(y) - 16;
}

/** 256 colours, interpolated between the control points in linear light and brought to evenly growing lightness. */
function buildColorMap(): Uint8ClampedArray {
  const points = CONTROL_POINTS.map(parseHex);
  const fine = Array.from({ length: FINE_STEPS }, (_, i) =>
    between(points, (i / (FINE_STEPS - 1)) * (points.length - 1)),
  );
  const lightnesses = fine.map(lightness);
  const dark = lightnesses[0]!;
  const light = lightnesses.at(-1)!;
  const table = new Uint8ClampedArray(STEPS * 3);
  let at = 0;
  for (let i = 0; i < STEPS; i++) {
    const wanted = dark + ((light - dark) * i) / (STEPS - 1);
    while (at < fine.length - 1 && lightnesses[at]! < wanted) at++;
    table.set(fine[at]!, i * 3);
  }
  return table;
}

let shared: Uint8ClampedArray | null = null;

/** The colour at t in [0, 1]. */
export function heatColor(t: number): Rgb {
  const table = colorTable();
  const at = heatIndex(t) * 3;
  return [table[at]!, table[at + 1]!, table[at + 2]!];
}

export function colorTable(): Uint8ClampedArray {
  return (shared ??= buildColorMap());
}

/** The entry of the table for t in [0, 1]; outside it the nearest end. */
export function heatIndex(t: number): number {
  return t >= 1 ? STEPS - 1 : t > 0 ? Math.floor(t * STEPS) : 0;
}

function between(points: readonly Rgb[], at: number): Rgb {
  const index = Math.min(points.length - 2, Math.floor(at));
  const part = at - index;
  return points[index]!.map((value, i) => {
    const mixed = toLinear(value) * (1 - part) + toLinear(points[index + 1]![i]!) * part;
    return 255 * (mixed <= 0.0031308 ? 12.92 * mixed : 1.055 * mixed ** (1 / 2.4) - 0.055);
  }) as unknown as Rgb;
}

function toLinear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}
