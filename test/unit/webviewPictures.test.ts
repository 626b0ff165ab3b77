import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InspectorSnapshot } from '../../src/protocol/inspector.ts';
import type { Picture } from '../../webview/inspector/stage/picture.ts';

/** A browser's image: decodes when a test says so, and fails to when its address is taken away. */
class FakeImage {
  static readonly all: FakeImage[] = [];
  naturalWidth = 640;
  naturalHeight = 480;
  private address = '';
  private come: () => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;
  private readonly decoding: Promise<void>;

  constructor() {
    this.decoding = new Promise((resolve, reject) => {
      this.come = resolve;
      this.fail = reject;
    });
    FakeImage.all.push(this);
  }

  set src(address: string) {
    if (address === '') this.fail(new Error('aborted'));
    else this.address = address;
  }

  decode(): Promise<void> {
    return this.decoding;
  }

  static come(address: string): void {
    FakeImage.all.find((image) => image.address === address)!.come();
  }

  static get asked(): string[] {
    return FakeImage.all.map(({ address }) => address);
  }
}

const createImageBitmap = vi.fn(() => Promise.resolve({ close: vi.fn() }));

beforeEach(() => {
  FakeImage.all.length = 0;
  createImageBitmap.mockClear();
  vi.resetModules(); // pictures are kept by the page
  vi.stubGlobal('Image', FakeImage);
  vi.stubGlobal('createImageBitmap', createImageBitmap);
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => setTimeout(callback));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const modules = async () => {
  const [{ pictures }, { prepareAhead }] = await Promise.all([
    import('../../webview/inspector/stage/pictures.ts'),
    import('../../webview/inspector/stage/ahead.ts'),
  ]);
  const ahead = (...urls: string[]): void => {
    prepareAhead(
      urls.map((url): InspectorSnapshot => ({
        image: { name: url, url, position: null, isReference: false, group: null },
        project: 'p',
        walk: null,
        state: { kind: 'unscored', reason: 'not-scored' },
        review: null,
        annotations: null,
        defects: [],
        promptModel: null,
        comparison: null,
      })),
    );
  };
  return { pictures, ahead };
};

/** Lets all promises that can settle do so. */
const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

describe('pictures that are made ready', () => {
  it('all come, though they were announced one by one and are slow', async () => {
    const { pictures, ahead } = await modules();
    for (const url of ['/a', '/b', '/c']) ahead(url);
    for (const url of ['/c', '/a', '/b']) FakeImage.come(url);
    await settled();
    expect(['/a', '/b', '/c'].filter((url) => pictures.get(url) === undefined)).toEqual([]);
    expect(FakeImage.asked).toEqual(['/a', '/b', '/c']);
  });

  it('give way to what is announced later, and go on where that is the same', async () => {
    const { pictures, ahead } = await modules();
    ahead('/a', '/b', '/z');
    ahead('/b', '/c', '/d');
    for (const url of ['/a', '/b', '/c', '/d']) FakeImage.come(url);
    await settled();
    expect(pictures.get('/b')).toBeDefined();
    expect(['/a', '/z'].map((url) => pictures.get(url))).toEqual([undefined, undefined]);
    expect(FakeImage.asked, '/b is not loaded twice').toEqual(['/a', '/b', '/z', '/c', '/d']);
  });

  it('are not cancelled for those who show them', async () => {
    const { pictures, ahead } = await modules();
    ahead('/a');
    const shown = pictures.load('/a').picture;
    ahead('/b', '/c', '/d');
    FakeImage.come('/a');
    await expect(shown).resolves.toBeDefined();
  });

  it('may be asked for again after the browser could not read them', async () => {
    const { pictures, ahead } = await modules();
    ahead('/a');
    FakeImage.all[0]!.src = '';
    await settled();
    ahead('/a');
    expect(FakeImage.asked).toEqual(['/a', '/a']);
    FakeImage.come('/a');
    expect(pictures.get('/a')).toBeUndefined();
  });
});

describe('copies of a picture', () => {
  const load = async (): Promise<Picture> => {
    const { pictures } = await modules();
    const loading = pictures.load('/a').picture;
    FakeImage.come('/a');
    return loading;
  };

  it('are made once', async () => {
    const picture = await load();
    await Promise.all([picture.prepareLevels(), picture.prepareLevels()]);
    expect(createImageBitmap).toHaveBeenCalledTimes(2);
    expect(picture.isPrepared).toBe(true);
  });

  it('are tried again after a failure, and those made before it are let go', async () => {
    const picture = await load();
    const close = vi.fn();
    createImageBitmap.mockResolvedValueOnce({ close }).mockRejectedValueOnce(new Error('no memory'));
    await expect(picture.prepareLevels()).rejects.toThrow('no memory');
    expect(close).toHaveBeenCalledOnce();
    expect(picture.isPrepared).toBe(false);
    await picture.prepareLevels();
    expect(picture.isPrepared).toBe(true);
  });

  it('are no trouble to those who only asked in advance', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { ahead } = await modules();
    createImageBitmap.mockRejectedValueOnce(new Error('no memory'));
    ahead('/a');
    FakeImage.come('/a');
    await settled();
    await settled();
    await settled();
    process.off('unhandledRejection', unhandled);
    expect(createImageBitmap).toHaveBeenCalledOnce();
    expect(unhandled).not.toHaveBeenCalled();
  });
});
