import type { ClassMeasure } from '../../domain/records.ts';
import type { LabelMap } from '../image/rgbImage.ts';

/** CIELAB planes a* and b* of an image, unshifted, H · W each (METHOD 3). */
export interface ChromaPlanes {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/**
 * Area, colour and location of every class 1 … C (METHOD 3): `histogram` is the area, `color` the mean of a* / b* in 8-bit
 * coding, `location` ‖(x̄, ȳ)‖ / √2. An absent class is zero throughout.
 * @param planes of the image at the label map's own size.
 */
export function measureClasses(map: LabelMap, planes: ChromaPlanes, classes: number): ClassMeasure[] {
  const { width, height, data } = map;
  // Per label: pixels, Σ ratio, Σ a, Σ b, Σ (x + 0.5), Σ (y + 0.5).
  const sums = new Float64Array((classes + 1) * 6);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const at = data[i]! * 6;
      const a = planes.a[i]! + 128;
      const b = Math.max(planes.b[i]! + 128, 1);
      sums[at]! += 1;
      sums[at + 1]! += a / b;
      sums[at + 2]! += planes.a[i]!;
      sums[at + 3]! += planes.b[i]!;
      sums[at + 4]! += x + 0.5;
      sums[at + 5]! += y + 0.5;
    }
  }
  return Array.from({ length: classes }, (_, index) => {
    const [count, ratio, a, b, x, y] = sums.subarray((index + 1) * 6, (index + 2) * 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (count === 0) return absentClass(index + 1);
    const centre = { x: x / count / width, y: y / count / height };
    return {
      id: index + 1,
      area: count / (width * height),
      color: { ratio: ratio / count, a: a / count, b: b / count },
      location: { distance: Math.hypot(centre.x, centre.y) / Math.SQRT2, ...centre },
    };
  });
}

/** What a class measures in an image without it (METHOD 3): zeros. */
export function absentClass(id: number): ClassMeasure {
  return { id, area: 0, color: { ratio: 0, a: 0, b: 0 }, location: { distance: 0, x: 0, y: 0 } };
}
