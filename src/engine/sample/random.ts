/** Random draws of a sample: one independent stream for each image and purpose, so that none depends on how many images there are. */
import { seededRandom } from '../math/random.ts';

export class Draw {
  readonly next: () => number;

  /** A stream that depends on nothing but the sample's seed and `key` (an image's path and what is drawn). */
  constructor(seed: number, key: string) {
    this.next = seededRandom(hash(`${seed}:${key}`));
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Uniform in [−reach, reach). */
  around(reach: number): number {
    return this.between(-reach, reach);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }
}

/** FNV-1a over UTF-16 units, finished as in MurmurHash3 so that similar keys give unlike streams. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
