import type { Viewport } from './viewport.ts';

/** An offset of the second view against the first, in parts of the image. */
interface Offset {
  u: number;
  v: number;
}

const NONE: Offset = { u: 0, v: 0 };

/** Keeps two viewports at the same relative place: the first leads, the second only where the user moves it. */
export class ViewportLink {
  private offset = NONE;
  private busy = false;

  constructor(
    private readonly first: () => Viewport,
    private readonly second: () => Viewport,
  ) {}

  firstChanged(): void {
    this.carry(this.first(), this.second(), 1);
  }

  secondChanged(byUser: boolean): void {
    if (byUser) this.carry(this.second(), this.first(), -1);
    else this.firstChanged();
  }

  /** Shifts the second view, so that two places that are not the same lie side by side. */
  shift(offset: Offset | null): void {
    this.offset = offset ?? NONE;
    this.firstChanged();
  }

  private carry(from: Viewport, to: Viewport, sign: number): void {
    if (this.busy) return;
    this.busy = true;
    if (from.isFitted) this.offset = NONE;
    const { relative } = from;
    const { u, v } = this.offset;
    to.follow(relative && { ...relative, u: relative.u + sign * u, v: relative.v + sign * v }, from.isFitted);
    this.busy = false;
  }
}
