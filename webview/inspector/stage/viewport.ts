import type { Box } from '../../../src/domain/annotations/shapes.ts';
import { absoluteView, relativeView } from './sync.ts';
import type { RelativeView } from './sync.ts';
import { actualView, boxView, fitView, panBy, rescale, reveal, zoomAt } from './view.ts';
import type { Point, Size, View } from './view.ts';

/** The view of one image on one stage, kept fitted until the user moves it. */
export class Viewport {
  view: View | null = null;
  stage: Size = { width: 0, height: 0 };
  image: Size | null = null;

  private fitted = true;

  /** `changed` hears whether the user moved the view; otherwise the stage, the image or the viewport that it follows did. */
  constructor(private readonly changed: (byUser: boolean) => void) {}

  resize(stage: Size): void {
    if (stage.width === this.stage.width && stage.height === this.stage.height) return;
    const before = this.stage;
    this.stage = stage;
    if (this.view === null || this.image === null || this.fitted) this.refit();
    else
      this.apply(
        panBy(this.view, (stage.width - before.width) / 2, (stage.height - before.height) / 2, stage, this.image),
      );
  }

  /** An image of the same size keeps the view (to compare one place), of the same shape its place; any other is fitted. */
  setImage(image: Size): void {
    const before = this.image;
    if (before !== null && before.width === image.width && before.height === image.height) return;
    this.image = image;
    const sameShape = before !== null && Math.abs(before.width / before.height - image.width / image.height) < 0.01;
    if (this.view === null || before === null || this.fitted || !sameShape) {
      this.fitted = true;
      this.refit();
    } else this.apply(rescale(this.view, before, image));
  }

  /** Another image in the same relative place, whatever its size: the other side of a comparison. */
  exchangeImage(image: Size): void {
    const { relative, fitted } = this;
    this.image = image;
    this.follow(relative, fitted);
  }

  get isFitted(): boolean {
    return this.fitted;
  }

  get relative(): RelativeView | null {
    return this.view === null || this.image === null || this.stage.width === 0
      ? null
      : relativeView(this.view, this.stage, this.image);
  }

  /** Takes the place of another viewport. */
  follow(relative: RelativeView | null, fitted: boolean): void {
    if (this.image === null || this.stage.width === 0 || this.stage.height === 0) return;
    this.fitted = fitted;
    if (fitted || relative === null) this.refit();
    else this.apply(absoluteView(relative, this.stage, this.image));
  }

  fit(): void {
    this.fitted = true;
    this.refit(true);
  }

  actual(): void {
    this.move((view, image) => actualView(view, this.stage, image));
  }

  zoomBy(factor: number, at: Point = { x: this.stage.width / 2, y: this.stage.height / 2 }): void {
    this.move((view, image) => zoomAt(view, factor, at, this.stage, image));
  }

  panBy(dx: number, dy: number): void {
    this.move((view, image) => panBy(view, dx, dy, this.stage, image));
  }

  reveal(at: Point): void {
    if (this.view === null || this.image === null) return;
    const view = reveal(this.view, at, this.stage, this.image);
    if (view !== this.view) this.move(() => view);
  }

  /** Brings a box of the image into view. @param zoom as large as is useful; else only as far as the box is off the stage. */
  showBox(box: Box, zoom: boolean): void {
    if (zoom) this.move((_, image) => boxView(box, this.stage, image));
    // The upper left corner last: it is in view also where the box is larger than the stage.
    else
      for (const at of [
        { x: box.x1, y: box.y1 },
        { x: box.x0, y: box.y0 },
      ])
        this.reveal(at);
  }

  private move(change: (view: View, image: Size) => View): void {
    if (this.view === null || this.image === null) return;
    this.fitted = false;
    this.apply(change(this.view, this.image), true);
  }

  private refit(byUser = false): void {
    if (this.image === null || this.stage.width === 0 || this.stage.height === 0) return;
    this.apply(fitView(this.stage, this.image), byUser);
  }

  private apply(view: View, byUser = false): void {
    this.view = view;
    this.changed(byUser);
  }
}
