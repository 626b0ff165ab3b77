/** An image in memory (METHOD 1): 8-bit sRGB, orientation applied, alpha on black. `data` is H · W · 3, row-major, RGB interleaved. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A label map: one byte a pixel, 0 background, 1 … C classes (METHOD 2). `data` is H · W, row-major. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
