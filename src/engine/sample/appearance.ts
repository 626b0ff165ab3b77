/** How each part looks: shaded as if lit from the upper left, whatever its angle. */
import { drawBolt, drawFuse } from './longParts.ts';
import { drawCap, drawGear, drawNut, drawWasher } from './roundParts.ts';
import type { Part } from './scene.ts';
import type { Drawing } from './surfaces.ts';

/** Draws a part; `id` tells its gradients from those of others. */
export function drawPart(part: Part, id: string): Drawing {
  const light = -part.angle;
  switch (part.kind) {
    case 'nut':
      return drawNut(part.color, id, light);
    case 'bolt':
      return drawBolt(part.color, id);
    case 'cap':
      return drawCap(part.color, id, light);
    case 'washer':
      return drawWasher(part.color, id, light);
    case 'gear':
      return drawGear(part.color, id, light);
    case 'fuse':
      return drawFuse(part.color, id);
  }
}
