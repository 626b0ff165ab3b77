/** Short names of references: what tells them apart, without the folders and the extension that all share. */
export function referenceNames(images: readonly string[]): string[] {
  if (images.length === 0) return [];
  const parts = images.map((image) => image.split('/'));
  const folders = Math.min(...parts.map((part) => part.length - 1));
  let shared = 0;
  while (shared < folders && parts.every((part) => part[shared] === parts[0]![shared])) shared++;
  const names = parts.map((part) => part.slice(shared).join('/'));
  const extension = /\.[^./]+$/.exec(names[0] ?? '')?.[0] ?? '';
  return extension !== '' && names.every((name) => name.endsWith(extension) && name.length > extension.length)
    ? names.map((name) => name.slice(0, -extension.length))
    : names;
}
