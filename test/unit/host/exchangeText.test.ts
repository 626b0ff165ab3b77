/** The report of an export or import, as people read it. */
import { describe, expect, it } from 'vitest';
import { exchangeText } from '../../../src/host/views/exchangeText.ts';
import type { ExchangeWords } from '../../../src/host/views/exchangeText.ts';

const WORDS: ExchangeWords = {
  title: 'Export of p',
  figures: ['Two images.', 'To x.'],
  lost: 'Lost:',
  nothingLost: 'Nothing lost.',
  regions: (regions, images) => `${regions} in ${images}`,
  images: (images) => `${images} images`,
  reason: (reason) => reason,
  region: (place, label) => `${place} (${label})`,
};

describe('a report', () => {
  it('has the losses by reason, each image once with its regions', () => {
    const lost = [
      { image: 'a.png', region: 2, label: 'x', reason: 'no holes' },
      { image: 'a.png', region: null, reason: 'no verdicts' },
      { image: 'b.png', region: 1, label: 'y', reason: 'no holes' },
      { image: 'a.png', region: 3, label: 'y', reason: 'no holes' },
    ];
    expect(exchangeText(lost, WORDS)).toBe(`# Export of p

Two images.
To x.

Lost:

## No holes

3 in 2

- a.png: 2 (x), 3 (y)
- b.png: 1 (y)

## No verdicts

1 images

- a.png
`);
  });

  it('says so where nothing was lost', () => {
    expect(exchangeText([], WORDS)).toBe('# Export of p\n\nTwo images.\nTo x.\n\nNothing lost.\n');
  });
});
