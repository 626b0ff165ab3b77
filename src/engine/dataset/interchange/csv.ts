import { labelsOf } from './format.ts';
import type { Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { LOSS } from './losses.ts';
import { csvRows, csvText } from './csvText.ts';
import { verdictOf } from './parts.ts';
import { readImported, unreadable } from './target.ts';

const COLUMNS = ['image', 'verdict', 'labels', 'regions'] as const;

/**
 * A table of verdicts, one file (FORMATS): `image`, `verdict` (empty where there is none), `labels` (each once, parted by semicolons), `regions` (how many). An import
 * reads the first two, wherever they stand, and gives an image the verdict that stands there.
 */
export const csv: Format = {
  holds: { verdicts: true, regions: false },
  write,
  read,
  isOwn: (text) => text.startsWith(COLUMNS.join(',')),
};

function write({ project, images, losses }: Outgoing): Written {
  const rows = images.map((image) => {
    const { verdict, regions } = image.annotations;
    regions.forEach(({ label }, at) => {
      losses.region(image.name, at, label, LOSS.regions);
    });
    const labels = labelsOf(project, [image.annotations]);
    return [image.name, verdict ?? '', labels.join('; '), String(regions.length)];
  });
  return { files: new Map([['', csvText([COLUMNS, ...rows])]]), regions: 0 };
}

async function read({ source, images, losses }: Incoming): Promise<IncomingImage[]> {
  const [header = [], ...rows] = csvRows(await readImported(source));
  const columns = header.map((name) => name.trim().toLowerCase());
  const [image, verdict] = [columns.indexOf('image'), columns.indexOf('verdict')];
  if (image < 0 || verdict < 0) {
    const came = header.length === 0 ? 'an empty file' : header.join(', ').slice(0, 80);
    throw unreadable(source, 'a table with the columns image and verdict', came);
  }
  return rows.flatMap((row) => {
    const said = row[image] ?? '';
    if (said === '') return [];
    const name = images.nameOf(said);
    if (name === null) {
      losses.image(said, LOSS.unmatched);
      return [];
    }
    return [readVerdict(name, row[verdict], losses)];
  });
}

/** @param text undefined: the row is shorter than the header, and says nothing. */
function readVerdict(name: string, text: string | undefined, losses: Incoming['losses']): IncomingImage {
  const said = text?.trim().toLowerCase();
  const verdict = verdictOf(said);
  const isKnown = verdict !== null || said === '';
  if (!isKnown && said !== undefined) losses.image(name, LOSS.unknownVerdict);
  return { name, annotations: { verdict, regions: [] }, saysVerdict: isKnown };
}
