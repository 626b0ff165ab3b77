import path from 'node:path';
import type { Annotations, Region, Shape } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { rectanglePolygon } from '../../../domain/annotations/shapes.ts';
import { traceMask } from '../../../domain/annotations/trace.ts';
import { throwIfAborted } from '../../errors.ts';
import { withoutExtension } from '../../files.ts';
import { labelsOf, newRegion } from './format.ts';
import type { Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { filesBelow } from './folders.ts';
import { LOSS, loseDetails } from './losses.ts';
import type { TellLoss } from './losses.ts';
import { polygonOf } from './parts.ts';
import { readImported } from './target.ts';
import { isNamesFile, namesText, readNames } from './yoloNames.ts';

const LABELS = 'labels';
/** Lists of images beside the labels, and what else a data set's folder holds as text. */
const OTHER_TEXTS = /(^|\/)(train|val|valid|test|images|readme[^/]*|license[^/]*)\.txt$/i;
/** Written coordinates are exact to a thousandth of a pixel up to images of a million pixels a side. */
const DIGITS = 10;
const STEPS_PER_PIXEL = 1000;

/**
 * YOLO, a folder: `data.yaml` with the names of the classes, and `labels/<image path>.txt` with a line a region, all numbers parts of the image's width and height
 * (https://docs.ultralytics.com/datasets/). Where all regions are boxes, `class cx cy width height`; else outlines, `class x y x y …`, of boxes
 * too: readers take one kind in a data set. Masks become polygons; holes, points, comments and verdicts have no place.
 */
export const yolo: Format = { holds: { verdicts: false, regions: true }, write, read };

function write({ project, images, losses }: Outgoing): Written {
  const labels = labelsOf(
    project,
    images.map(({ annotations }) => annotations),
  );
  const idOf = new Map(labels.map((label, i) => [label, i]));
  const asOutlines = images.some(({ annotations }) =>
    annotations.regions.some(({ shape }) => shape.type === 'polygon' || shape.type === 'mask'),
  );
  const files = new Map<string, string>([['data.yaml', namesText(labels)]]);
  let count = 0;
  for (const { name, size, annotations } of images) {
    const file = `${LABELS}/${withoutExtension(name)}.txt`;
    if (files.has(file)) {
      losses.image(name, LOSS.nameTaken);
      continue;
    }
    const left = whyLeft(annotations);
    if (left !== null) {
      losses.image(name, left);
      continue;
    }
    if (annotations.verdict !== null) losses.image(name, LOSS.verdict);
    const lines = annotations.regions.flatMap((region, i) => {
      const written = regionLines(region, size, asOutlines, (reason) => {
        losses.region(name, i, region.label, reason);
      });
      if (written.length > 0) count++;
      return written.map((numbers) => `${idOf.get(region.label)!} ${numbers.join(' ')}\n`);
    });
    files.set(file, lines.join(''));
  }
  return { files, regions: count };
}

/** Why an image has no file, which readers take for one without objects where it is empty; null where it has one. */
function whyLeft({ verdict, regions }: Annotations): string | null {
  if (verdict === 'excluded') return LOSS.excluded;
  return verdict === 'anomalous' && regions.length === 0 ? LOSS.noDefect : null;
}

/** The numbers of each line that a region takes. */
function regionLines(region: Region, size: Size, asOutlines: boolean, tell: TellLoss): string[][] {
  const { shape } = region;
  if (shape.type === 'foreign' || shape.type === 'point') {
    tell(shape.type === 'point' ? LOSS.point : LOSS.foreign);
    return [];
  }
  const outlines = outlinesOf(shape, tell);
  if (outlines.length === 0) return [];
  loseDetails(region, tell);
  if (shape.type !== 'mask' && shape.points.some((value) => !isWholeStep(value))) tell(LOSS.digits);
  if (shape.type === 'rectangle' && !asOutlines) return [boxNumbers(shape.points, size)];
  return outlines.map((points) => points.map((value, i) => share(value, i % 2 === 0 ? size.width : size.height)));
}

function isWholeStep(value: number): boolean {
  return Math.round(value * STEPS_PER_PIXEL) / STEPS_PER_PIXEL === value;
}

function outlinesOf(shape: Exclude<Shape, { type: 'foreign' | 'point' }>, tell: TellLoss): (readonly number[])[] {
  if (shape.type === 'rectangle') return [rectanglePolygon(shape.points)];
  if (shape.type === 'polygon') {
    if (boxOf(shape.points) !== null) tell(LOSS.asBox);
    return [shape.points];
  }
  const outlines = traceMask(shape.mask);
  const outer = outlines.filter((points) => turnsRight(points));
  if (outer.length === 0) tell(LOSS.noPixels);
  else tell(LOSS.asPolygon);
  if (outer.length < outlines.length) tell(LOSS.holes);
  if (outer.length > 1) tell(LOSS.parts);
  return outer;
}

/** Whether an outline has its inside on its right: it goes around pixels, not around a hole. */
function turnsRight(points: readonly number[]): boolean {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    twice += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return twice > 0;
}

function boxNumbers(points: readonly number[], { width, height }: Size): string[] {
  const [ax, ay, bx, by] = points as [number, number, number, number];
  return [
    share((ax + bx) / 2, width),
    share((ay + by) / 2, height),
    share(Math.abs(bx - ax), width),
    share(Math.abs(by - ay), height),
  ];
}

function share(value: number, whole: number): string {
  return String(Number((value / whole).toFixed(DIGITS)));
}

async function read({ source, images, losses, signal }: Incoming): Promise<IncomingImage[]> {
  const names = await readNames(source);
  const texts = (await filesBelow(source)).filter((name) => name.endsWith('.txt') && !isNamesFile(name));
  const inLabels = texts.filter((name) => name.startsWith(`${LABELS}/`));
  const files = inLabels.length > 0 ? inLabels : texts.filter((name) => !OTHER_TEXTS.test(name));
  const read: IncomingImage[] = [];
  for (const file of files) {
    throwIfAborted(signal);
    const stem = withoutExtension(inLabels.length > 0 ? file.slice(LABELS.length + 1) : file);
    const found = await images.find(stem, { isStem: true });
    if (found === null) continue;
    const lines = (await readImported(path.join(source, file))).split(/\r?\n/).filter((line) => line.trim() !== '');
    const regions = lines.flatMap((line, i) => {
      const [id = '', ...numbers] = line.trim().split(/\s+/);
      const label = names.get(Number(id));
      const shape = readShape(numbers.map(Number), found.size);
      if (label !== undefined && shape !== null) return [newRegion(label, shape)];
      losses.region(found.name, i, label ?? id, shape === null ? LOSS.malformed : LOSS.category);
      return [];
    });
    read.push({ name: found.name, annotations: { verdict: null, regions }, saysVerdict: false });
  }
  return read;
}

/** Of four numbers (a fifth is a prediction's confidence) a box, of more an outline. */
function readShape(numbers: readonly number[], { width, height }: Size): Shape | null {
  if (!numbers.every(Number.isFinite)) return null;
  if (numbers.length === 4 || numbers.length === 5) {
    const [cx, cy, w, h] = numbers as [number, number, number, number];
    if (w < 0 || h < 0) return null;
    const [x, y] = [cx - w / 2, cy - h / 2];
    return { type: 'rectangle', points: pixels([x, y, x + w, y + h], width, height) };
  }
  const points = pixels(numbers, width, height);
  const box = boxOf(points);
  return box === null ? polygonOf(points) : { type: 'rectangle', points: box };
}

function pixels(numbers: readonly number[], width: number, height: number): number[] {
  return numbers.map(
    (value, i) => Math.round(value * (i % 2 === 0 ? width : height) * STEPS_PER_PIXEL) / STEPS_PER_PIXEL,
  );
}

/** The corners of the box that four points are, in the order of {@link rectanglePolygon}. */
function boxOf(points: readonly number[]): number[] | null {
  if (points.length !== 8) return null;
  const corners = [points[0]!, points[1]!, points[4]!, points[5]!];
  return rectanglePolygon(corners).every((value, i) => value === points[i]) ? corners : null;
}
