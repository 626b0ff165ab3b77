/** The bytes of images wherever they are. */
import { open, readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Size } from '../../domain/annotations/mask.ts';
import { HEAD_BYTES } from './browserImage.ts';
import { sizeInHeader } from './imageHeader.ts';

/** An image's first bytes. Throws what the file system throws. */
export async function readHead(image: vscode.Uri): Promise<Uint8Array> {
  if (image.scheme !== 'file') return (await vscode.workspace.fs.readFile(image)).subarray(0, HEAD_BYTES);
  const file = await open(image.fsPath);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** How large an image is as it is shown, in pixels, from its header; null where that does not say, or cannot be read. */
export async function readImageSize(image: vscode.Uri): Promise<Size | null> {
  try {
    // A TIFF's may be at its end.
    return sizeInHeader(await readHead(image)) ?? sizeInHeader(await readWhole(image));
  } catch {
    return null;
  }
}

async function readWhole(image: vscode.Uri): Promise<Uint8Array> {
  return image.scheme === 'file' ? readFile(image.fsPath) : vscode.workspace.fs.readFile(image);
}
