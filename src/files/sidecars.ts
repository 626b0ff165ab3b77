/** Which label file belongs to which image (FORMATS: annotations). */

/**
 * File names that count as images (what a file really is shows only its content), in the order in which images with one stem claim its label file.
 */
export const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'bmp', 'tif', 'tiff', 'webp'] as const;

/** A folder with images and their label files, wherever it is. */
export interface SidecarFolder {
  /** The names of its files. */
  names(): Promise<readonly string[]>;
  /** A file's text; null where there is none. */
  read(name: string): Promise<string | null>;
}

/**
 * The name of an image's label file in its folder, whether or not it is there: `<stem>.json`; where several images have the stem, that is for the one that
 * the file names, or else for the first (PNG before JPEG …) that has no file of its own, and the others have `<file name>.json`. A file of that name which is there is its
 * image's whatever becomes of the others, unless `<stem>.json` names the image.
 */
export async function sidecarName(image: string, folder: SidecarFolder): Promise<string> {
  const own = ownName(image);
  const shared = `${stemOf(image)}.json`;
  if (!isSidecarName(shared)) return own; // a project file's name
  const { all, imagesByStem } = indexOf(await folder.names());
  const rivals = imagesByStem.get(stemOf(image)) ?? [];
  const hasOwn = all.has(own);
  const isAlone = rivals.every((name) => name === image);
  if (!all.has(shared)) return hasOwn || (!isAlone && firstOf(rivals) !== image) ? own : shared;
  if (!hasOwn && isAlone) return shared;
  const named = imageNamedIn(await folder.read(shared));
  if (hasOwn) return named === image ? shared : own;
  const owner = rivals.includes(named ?? '') ? named : firstOf(rivals.filter((name) => !all.has(ownName(name))));
  return owner === image ? shared : own;
}

/** The label file that is an image's alone, whichever others have its stem. */
function ownName(image: string): string {
  return `${image}.json`;
}

function firstOf(images: readonly string[]): string | undefined {
  return [...images].sort(byExtension)[0];
}

/** Whether a file may be an image's label file by its name. */
export function isSidecarName(name: string): boolean {
  return /\.json$/i.test(name) && !/\.kshot\.json$/i.test(name);
}

/** The images that a label file may belong to, of the names in its folder. */
export function imagesOfSidecar(sidecar: string, names: readonly string[]): string[] {
  const stem = stemOf(sidecar);
  const { all, imagesByStem } = indexOf(names);
  const whole = isImage(stem) && all.has(stem) ? [stem] : [];
  return [...whole, ...(imagesByStem.get(stem) ?? [])].sort(byExtension);
}

/** Whether a folder with these names has one. */
export function hasName(names: readonly string[], name: string): boolean {
  return indexOf(names).all.has(name);
}

interface NameIndex {
  readonly all: ReadonlySet<string>;
  readonly imagesByStem: ReadonlyMap<string, readonly string[]>;
}

/** By the list of a folder's names: every image of a large folder is looked up in it. */
const indices = new WeakMap<readonly string[], NameIndex>();

function indexOf(names: readonly string[]): NameIndex {
  const known = indices.get(names);
  if (known !== undefined) return known;
  const imagesByStem = new Map<string, string[]>();
  for (const name of names.filter(isImage)) {
    const stem = stemOf(name);
    const images = imagesByStem.get(stem);
    if (images === undefined) imagesByStem.set(stem, [name]);
    else images.push(name);
  }
  const index = { all: new Set(names), imagesByStem };
  indices.set(names, index);
  return index;
}

export function isImage(name: string): boolean {
  return extensionRank(name) >= 0;
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}

function extensionRank(name: string): number {
  return IMAGE_EXTENSIONS.findIndex((extension) => name.toLowerCase().endsWith(`.${extension}`));
}

function byExtension(a: string, b: string): number {
  return extensionRank(a) - extensionRank(b) || (a < b ? -1 : 1);
}

/** The file name in a LabelMe file's `imagePath`; null where the text has none. */
function imageNamedIn(text: string | null): string | null {
  try {
    const { imagePath } = JSON.parse(text ?? '') as { imagePath?: unknown };
    return typeof imagePath === 'string' ? imagePath.split(/[/\\]/).at(-1)! : null;
  } catch {
    return null;
  }
}
