/** The models that kShot knows how to get: where their files are, and what a manifest of them says (MODELS). */
import * as z from 'zod/mini';
import catalogFile from './catalog.json';

const text = z.string().check(z.minLength(1));
const bytes = z.int().check(z.positive());

const common = {
  id: text.check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
  kind: z.enum(['backbone', 'segmenter', 'aligner']),
  title: text,
  /** Where the weights are published: a repository of the hub, or the authors' own. */
  repository: text,
  license: text,
  /** Number of weights. */
  parameters: bytes,
  /** Whether the sizes are rounded, as their source gives them; a download learns the exact ones from the server. */
  bytesApproximate: z.boolean(),
  /** What its manifest says beside id, kind, files, license and source. */
  manifest: z.record(z.string(), z.unknown()),
};

const downloadSchema = z.strictObject({
  ...common,
  /** By the manifest's name for the file: its address below the hub's (or a mirror's), and its name in the model's folder. */
  files: z.record(z.string(), z.strictObject({ url: text, path: text, bytes })),
});

const exportSchema = z.strictObject({
  ...common,
  /** Size of the authors' checkpoint. */
  bytes,
  export: z.strictObject({
    checkpoint: text,
    from: text,
    /** What makes the graphs from the checkpoint; null where any exporter that keeps MODELS' conventions will do. */
    command: z.nullable(text),
  }),
});

export const catalogSchema = z.strictObject({
  /** The hub whose repositories the files are in. */
  host: z.url(),
  models: z.array(z.union([downloadSchema, exportSchema])),
});

export type Catalog = z.infer<typeof catalogSchema>;
export type DownloadEntry = z.infer<typeof downloadSchema>;
export type ExportEntry = z.infer<typeof exportSchema>;
export type CatalogEntry = DownloadEntry | ExportEntry;

/** The catalog that ships with the product. */
export const CATALOG: Catalog = z.parse(catalogSchema, catalogFile);

export function isDownload(entry: CatalogEntry): entry is DownloadEntry {
  return 'files' in entry;
}

/** How an entry that nobody publishes as ONNX comes into the store. */
export function exportHint({ export: { checkpoint, from, command } }: ExportEntry): string {
  return command === null
    ? `export ${checkpoint} (${from}) to an encoder and a decoder as docs/models.md describes, then: kshot models add FOLDER`
    : `get ${checkpoint} from ${from}, run: ${command}, then: kshot models add ${command.split(' ').at(-1)!}`;
}

/** Bytes of all files, as the catalog has them. */
export function catalogBytes(entry: CatalogEntry): number {
  return isDownload(entry) ? Object.values(entry.files).reduce((sum, file) => sum + file.bytes, 0) : entry.bytes;
}
