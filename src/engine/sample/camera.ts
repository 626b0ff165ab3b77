/** The camera of one sample image: its pose, the light, the lens and the sensor. */
import type { RgbImage } from '../image/rgbImage.ts';
import type { Material, Point } from './catalog.ts';
import { HEIGHT, PARTS, PART_KINDS, WIDTH } from './catalog.ts';
import type { Draw } from './random.ts';
import { boxBlur, tapBlur } from './blur.ts';
import { grainField, smoothField } from './texture.ts';

export interface Camera {
  /** Shift in pixels, turn in degrees, scale about the picture's middle. */
  shift: Point;
  turn: number;
  zoom: number;
  /** Where the shadow of a part falls, in pixels. */
  shadow: Point;
  /** Gain of each channel: exposure and white balance. */
  gain: readonly [number, number, number];
  /** Relative change of brightness from the middle to the border along x and y. */
  slope: Point;
  /** Relative loss of brightness in the corners. */
  vignette: number;
  /** Standard deviation of the lens's blur, in pixels. */
  blur: number;
  /** Standard deviation of the sensor's noise, in grey levels. */
  noise: number;
}

/** A camera on its stand: nearly, but not quite, the same from image to image. */
export function drawCamera(draw: Draw): Camera {
  const exposure = 1 + draw.around(0.05);
  const warmth = draw.around(0.012);
  return {
    shift: { x: draw.around(2.5), y: draw.around(2.5) },
    turn: draw.around(0.6),
    zoom: 1 + draw.around(0.004),
    shadow: { x: 4 + draw.around(2), y: 6 + draw.around(2) },
    gain: [exposure * (1 + warmth), exposure, exposure * (1 - warmth)],
    slope: { x: draw.around(0.07), y: draw.around(0.07) },
    vignette: draw.between(0.1, 0.16),
    blur: draw.between(0.4, 0.7),
    noise: draw.between(1.5, 2.5),
  };
}

/** The SVG transform from the scene's frame to pixels. */
export function cameraTransform(camera: Camera): string {
  const [cx, cy] = [WIDTH / 2, HEIGHT / 2];
  const place = `translate(${(cx + camera.shift.x).toFixed(3)} ${(cy + camera.shift.y).toFixed(3)})`;
  return `${place} rotate(${camera.turn.toFixed(3)}) scale(${camera.zoom.toFixed(5)}) translate(${-cx} ${-cy})`;
}

/** Strength of a material's grain: fine (per pixel), streaks (along rows) and blotches (tens of pixels), relative to brightness. */
interface Grain {
  fine: number;
  streak: number;
  blotch: number;
}

const TRAY_GRAIN: Grain = { fine: 0.02, streak: 0.006, blotch: 0.018 };
const MATERIAL_GRAIN: Readonly<Record<Material, Grain>> = {
  brass: { fine: 0.012, streak: 0.028, blotch: 0.02 },
  steel: { fine: 0.012, streak: 0.03, blotch: 0.015 },
  copper: { fine: 0.012, streak: 0.03, blotch: 0.03 },
  plastic: { fine: 0.005, streak: 0, blotch: 0.008 },
  ceramic: { fine: 0.022, streak: 0, blotch: 0.015 },
};

/**
 * Takes the photo: material grain by class (`labels`, H · W), illumination, lens blur and sensor noise over a rendered picture.
 * Returns a new image of the same size.
 */
export function takePhoto(picture: RgbImage, labels: Uint8Array, camera: Camera, draw: Draw): RgbImage {
  const lit = illuminate(picture, labels, camera, draw);
  tapBlur(lit, { width: WIDTH, height: HEIGHT, channels: 3 }, camera.blur);
  return expose(lit, camera.noise, draw);
}

/** The soft shadow beside a part and the narrow one where it touches the floor: blur in pixels, share of the fall, share of light it keeps away. */
const SOFT_SHADOW = { radius: 4, lift: 1, darkness: 0.42 };
const CONTACT_SHADOW = { radius: 1, lift: 0.3, darkness: 0.4 };
/** Shadow ends at a part's edge over about one pixel, as the picture's own edges do. */
const EDGE_SOFTNESS = 0.6;

/** The share of light that parts keep from each pixel of the floor: H · W. */
function shadowField(labels: Uint8Array, fall: Point): Float32Array {
  const size = { width: WIDTH, height: HEIGHT };
  const field = new Float32Array(labels.length);
  for (const { radius, lift, darkness } of [SOFT_SHADOW, CONTACT_SHADOW]) {
    const [dx, dy] = [Math.round(fall.x * lift), Math.round(fall.y * lift)];
    const cover = new Float32Array(labels.length);
    for (let y = dy; y < HEIGHT; y++) {
      for (let x = dx; x < WIDTH; x++) if (labels[(y - dy) * WIDTH + x - dx] !== 0) cover[y * WIDTH + x] = darkness;
    }
    for (let pass = 0; pass < 2; pass++) boxBlur(cover, size, radius);
    for (let i = 0; i < field.length; i++) field[i] = 1 - (1 - field[i]!) * (1 - cover[i]!);
  }
  const parts = Float32Array.from(labels, (label) => (label === 0 ? 0 : 1));
  tapBlur(parts, size, EDGE_SOFTNESS);
  for (let i = 0; i < field.length; i++) field[i] = field[i]! * (1 - parts[i]!);
  return field;
}

function illuminate(picture: RgbImage, labels: Uint8Array, camera: Camera, draw: Draw): Float32Array {
  const { width, height, data } = picture;
  const grain: Grain[] = [TRAY_GRAIN];
  for (const kind of PART_KINDS) grain[PARTS[kind].label] = MATERIAL_GRAIN[PARTS[kind].material];
  const fine = grainField(width * height, draw);
  const blotch = smoothField(width, height, 26, draw);
  const lit = new Float32Array(data.length);
  const shadow = shadowField(labels, camera.shadow);
  let streak = 0;
  for (let y = 0, i = 0; y < height; y++) {
    const v = (2 * (y + 0.5)) / height - 1;
    for (let x = 0; x < width; x++, i++) {
      const u = (2 * (x + 0.5)) / width - 1;
      const surface = grain[labels[i]!]!;
      streak = 0.8 * streak + 0.2 * fine[i]!;
      const relief = 1 + surface.fine * fine[i]! + surface.streak * 3 * streak + surface.blotch * blotch[i]!;
      const light =
        relief *
        (1 - shadow[i]!) *
        (1 + camera.slope.x * u + camera.slope.y * v) *
        (1 - camera.vignette * 0.5 * (u * u + v * v));
      for (let c = 0; c < 3; c++) lit[i * 3 + c] = data[i * 3 + c]! * light * camera.gain[c]!;
    }
  }
  return lit;
}

function expose(lit: Float32Array, noise: number, draw: Draw): RgbImage {
  const data = new Uint8Array(lit.length);
  const normal = grainField(lit.length, draw);
  for (let i = 0; i < lit.length; i++) {
    const value = lit[i]!;
    // Shot noise grows with the root of the light; read noise is what is left in the dark.
    const spread = noise * (0.6 + 0.4 * Math.sqrt(Math.max(0, value) / 128));
    data[i] = Math.min(255, Math.max(0, Math.round(value + spread * normal[i]!)));
  }
  return { width: WIDTH, height: HEIGHT, data };
}
