import type { Scene } from '../data/scene.ts';
import type { Settings } from '../model.ts';
import { ClassFillLayer, ClassOutlineLayer } from './classLayer.ts';
import type { ClassStyle } from './classLayer.ts';
import { CursorLayer } from './cursorLayer.ts';
import { HeatLayer } from './heatLayer.ts';
import { ImageLayer } from './imageLayer.ts';
import type { Layer, StageTheme } from './layer.ts';
import type { Picture } from './picture.ts';
import type { Point } from './view.ts';
import type { Viewport } from './viewport.ts';

/** What the layers show. `complete`: the image and the scores that belong to it. */
export interface Shown {
  scene: Scene | null;
  settings: Settings;
  hoverClass: number | null;
  cursor: Point | null;
  complete: boolean;
}

/** Draws the layers, at most once a frame. */
export class Painter {
  private picture: Picture | null = null;
  private image: ImageLayer | null = null;
  private classes: { fill: Layer; outline: Layer } | null = null;
  private readonly classStyle: ClassStyle = { opacity: 1, hover: null };
  private heat: HeatLayer | null = null;
  private readonly cursor = new CursorLayer();
  private shown: Shown | null = null;
  private prepared: Scene | null = null;
  private theme: StageTheme;
  private frame = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly viewport: Viewport,
    private readonly drawn: (complete: boolean) => void,
  ) {
    this.theme = themeOf(canvas);
  }

  readTheme(): void {
    this.theme = themeOf(this.canvas);
    this.invalidate();
  }

  setPicture(picture: Picture | null): void {
    if (picture === this.picture) return;
    this.picture?.dispose();
    this.picture = picture;
    this.image = picture === null ? null : new ImageLayer(picture);
    this.invalidate();
  }

  show(shown: Shown): void {
    this.shown = shown;
    if (shown.scene !== this.prepared) {
      const scene = (this.prepared = shown.scene);
      this.classes = scene?.labels == null ? null : classLayers(scene.labels, scene.classes, this.classStyle);
      this.heat = scene?.map == null ? null : new HeatLayer(scene.map);
    }
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
    this.picture?.dispose();
  }

  /** From the bottom to the top. */
  private layers({ settings, hoverClass, cursor }: Shown): Layer[] {
    this.classStyle.opacity = settings.classes.opacity;
    this.classStyle.hover = hoverClass;
    this.cursor.at = cursor;
    if (this.heat !== null) this.heat.opacity = settings.heat.opacity;
    const classes = settings.classes.visible ? this.classes : null;
    const heat = settings.heat.visible ? this.heat : null;
    return [this.image, classes?.fill, heat, classes?.outline, this.cursor].filter((layer) => layer != null);
  }

  private draw(): void {
    const { view, image, stage } = this.viewport;
    const ratio = window.devicePixelRatio;
    const width = Math.round(stage.width * ratio);
    const height = Math.round(stage.height * ratio);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (view === null || image === null || this.image === null || this.shown === null) return;
    const scale = view.scale * ratio;
    const frame = { view, image, stage, pixel: 1 / view.scale, theme: this.theme };
    for (const layer of this.layers(this.shown)) {
      context.setTransform(scale, 0, 0, scale, view.x * ratio, view.y * ratio);
      layer.draw(context, frame);
    }
    this.drawn(this.shown.complete);
  }
}

function classLayers(...args: ConstructorParameters<typeof ClassFillLayer>): { fill: Layer; outline: Layer } {
  return { fill: new ClassFillLayer(...args), outline: new ClassOutlineLayer(...args) };
}

function themeOf(element: Element): StageTheme {
  const style = getComputedStyle(element);
  const read = (...names: string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ?? 'currentColor';
  return {
    foreground: read('--vscode-foreground', '--vscode-editor-foreground'),
    background: read('--vscode-editor-background'),
    line: read(
      '--vscode-contrastBorder',
      '--vscode-panel-border',
      '--vscode-editorWidget-border',
      '--vscode-foreground',
    ),
    focus: read('--vscode-focusBorder', '--vscode-foreground'),
  };
}
