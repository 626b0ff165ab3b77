import type { Scene } from '../data/scene.ts';
import { CursorLayer } from './cursorLayer.ts';
import { ImageLayer } from './imageLayer.ts';
import type { Frame, Layer, Look, StageTheme } from './layer.ts';
import { PatchLayer } from './patchLayer.ts';
import type { Picture } from './picture.ts';
import { PixelGridLayer } from './pixelGridLayer.ts';
import { layersOf } from './sceneLayers.ts';
import { themeOf } from './stageTheme.ts';
import type { Point, Size } from './view.ts';
import type { Viewport } from './viewport.ts';

/** An image that can be drawn: its picture and, once it is scored, what its result shows. */
export interface Content {
  url: string;
  picture: Picture;
  scene: Scene | null;
  /** The image's size; the picture may be a smaller preview. */
  size: Size;
}

/** What lies over the image. */
export interface Overlay {
  look: Look;
  cursor: Point | null;
  patch: { index: number; grid: number } | null;
  /** Null on the image beside. */
  annotations: Layer | null;
}

/** Draws the layers, at most once a frame. */
export class Painter {
  private content: Content | null = null;
  private overlay: Overlay | null = null;
  private image: ImageLayer | null = null;
  private readonly grid = new PixelGridLayer();
  private readonly patch = new PatchLayer();
  private readonly cursor = new CursorLayer();
  private theme: StageTheme;
  private frame = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly viewport: Viewport,
    private readonly drawn: (content: Content) => void,
  ) {
    this.theme = themeOf(canvas);
  }

  readTheme(): void {
    this.theme = themeOf(this.canvas);
    this.invalidate();
  }

  show(content: Content | null, overlay: Overlay): void {
    if (content?.picture !== this.content?.picture) {
      this.image = content === null ? null : new ImageLayer(content.picture);
    }
    this.content = content;
    this.overlay = overlay;
    this.invalidate();
  }

  invalidate(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
  }

  /** From the bottom to the top. */
  private layers({ scene }: Content, { cursor, patch, annotations }: Overlay): Layer[] {
    this.cursor.at = cursor;
    this.patch.patch = patch;
    const layers = scene === null ? [] : layersOf(scene);
    return [this.image, ...layers, this.grid, annotations, this.patch, this.cursor].filter((layer) => layer !== null);
  }

  private draw(): void {
    const { view, image, stage } = this.viewport;
    const { content, overlay } = this;
    const ratio = window.devicePixelRatio;
    const context = this.clear(Math.round(stage.width * ratio), Math.round(stage.height * ratio));
    if (context === null || view === null || image === null || content === null || overlay === null) return;
    const frame = { view, image, stage, ratio, pixel: 1 / view.scale, theme: this.theme, look: overlay.look };
    drawLayers(context, this.layers(content, overlay), frame);
    this.drawn(content);
  }

  private clear(width: number, height: number): CanvasRenderingContext2D | null {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, width, height);
    return context;
  }
}

/** Draws layers one over the other, each in image coordinates. */
export function drawLayers(context: CanvasRenderingContext2D, layers: readonly Layer[], frame: Frame): void {
  const { view, ratio } = frame;
  const scale = view.scale * ratio;
  for (const layer of layers) {
    context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
    layer.draw(context, frame);
  }
}
