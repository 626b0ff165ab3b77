import type * as vscode from 'vscode';
import { isImage } from '../../files/sidecars.ts';
import { labelFolder } from './labelFolder.ts';

/** Reading a folder of 10,000 images anew for each of them takes longer than all else. Short: an image that comes or goes counts after it. */
const FRESH_MILLISECONDS = 500;
const KEPT = 8;

interface Listing {
  readonly images: Promise<readonly string[]>;
  readonly until: number;
}

/** The names of the images in folders, for a moment. */
export class FolderListings {
  /** By address, the latest at the end. */
  private readonly listings = new Map<string, Listing>();

  /** The images of a folder whose names are a stem and an extension. Throws what the file system throws. */
  async imagesOf(folder: vscode.Uri, stem: string): Promise<string[]> {
    const all = await this.images(folder);
    return all.filter((name) => name.startsWith(stem) && name.lastIndexOf('.') === stem.length);
  }

  private images(folder: vscode.Uri): Promise<readonly string[]> {
    const key = folder.toString();
    const known = this.listings.get(key);
    if (known && Date.now() < known.until) return known.images;
    const images = labelFolder(folder)
      .names()
      .then((names) => names.filter(isImage));
    images.catch(() => this.listings.delete(key)); // the next one tries again
    this.listings.delete(key);
    this.listings.set(key, { images, until: Date.now() + FRESH_MILLISECONDS });
    for (const old of [...this.listings.keys()].slice(0, -KEPT)) this.listings.delete(old);
    return images;
  }
}
