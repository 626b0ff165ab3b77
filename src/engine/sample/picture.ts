/** A scene as SVG: the picture, the class map and the outline of a defect, all through the same camera. */
import { drawPart } from './appearance.ts';
import type { Camera } from './camera.ts';
import { cameraTransform } from './camera.ts';
import { PARTS } from './catalog.ts';
import type { Mark, Part, Scene } from './scene.ts';
import { partTransform } from './scene.ts';
import { SILHOUETTES } from './silhouettes.ts';
import { svgDocument } from './svg.ts';
import { drawTray } from './tray.ts';

/** Class numbers are drawn as grey levels this far apart. */
export const LABEL_STEP = 30;

/** The scene as the camera sees it, before shadows, light and sensor. */
export function pictureSvg(scene: Scene, camera: Camera): string {
  const tray = drawTray();
  const parts = scene.parts.map((part, index) => ({ part, drawing: drawPart(part, `p${index}`) }));
  const defs = [tray.defs, ...parts.map(({ drawing }) => drawing.defs), ...scene.marks.map(markDefs)].join('');
  const body =
    tray.body +
    marksOf(scene, 'floor') +
    parts.map(({ part, drawing }) => `<g transform="${partTransform(part)}">${drawing.body}</g>`).join('') +
    marksOf(scene, 'top');
  return svgDocument(defs, `<g transform="${cameraTransform(camera)}">${body}</g>`);
}

/** The scene's class map: each part's outline in `LABEL_STEP` times its class number, without anti-aliasing. */
export function labelSvg(scene: Scene, camera: Camera): string {
  return maskDocument(
    scene.parts.map((part) => outline(part, grey(PARTS[part.kind].label * LABEL_STEP))).join(''),
    camera,
  );
}

/** What one defect covers, white on black: outlines of parts, marks and areas. */
export function channelSvg(
  shape: { parts: readonly Part[]; marks: readonly Mark[]; areas: string },
  camera: Camera,
): string {
  const clips = shape.marks.map(markDefs).join('');
  const parts = shape.parts.map((part) => outline(part, '#fff')).join('');
  const marks = shape.marks.map((mark, index) => placed(mark, mark.outline, index)).join('');
  return maskDocument(`${parts}<g fill="#fff">${shape.areas}</g>${marks}`, camera, clips);
}

function maskDocument(body: string, camera: Camera, defs = ''): string {
  return svgDocument(
    defs,
    `<rect width="100%" height="100%" fill="#000"/><g shape-rendering="crispEdges" transform="${cameraTransform(camera)}">${body}</g>`,
  );
}

function outline(part: Part, fill: string): string {
  return `<path fill-rule="evenodd" d="${SILHOUETTES[part.kind]}" transform="${partTransform(part)}" fill="${fill}"/>`;
}

function grey(level: number): string {
  return `rgb(${level},${level},${level})`;
}

function marksOf(scene: Scene, layer: Mark['layer']): string {
  return scene.marks.map((mark, index) => (mark.layer === layer ? placed(mark, mark.body, index) : '')).join('');
}

/** A mark's elements in the scene's frame, clipped to its host. */
function placed(mark: Mark, elements: string, index: number): string {
  if (mark.host === undefined) return elements;
  return `<g transform="${partTransform(mark.host)}"><g clip-path="url(#clip${index})">${elements}</g></g>`;
}

function markDefs(mark: Mark, index: number): string {
  if (mark.host === undefined) return mark.defs;
  return `${mark.defs}<clipPath id="clip${index}"><path clip-rule="evenodd" d="${SILHOUETTES[mark.host.kind]}"/></clipPath>`;
}
