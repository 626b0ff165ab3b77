/** The types of the engine's facade: what the command line and the engine process call, and what they get. */
export interface EngineOptions {
  /** Folder of the bundled models (`dist/models`). */
  modelsDir: string;
  /** Folder of the product's bundled scripts (`dist`), for threads; without it everything runs on the caller's thread. */
  scriptsDir?: string | undefined;
  /** The user's own store of models, one for all projects; searched after the bundled ones. */
  storeDir?: string | undefined;
  /** Where computed things go; default `.kshot` beside each project file. */
  cacheDir?: string | undefined;
  /** Used when the data set's own folder cannot be written. */
  fallbackCacheDir?: string | undefined;
  /** Size limit of the cache in bytes, default 5 GB; least recently used goes first. */
  cacheBytes?: number | undefined;
  /** One execution provider to insist on, or `auto`. */
  provider?: string | undefined;
  /** Threads of one inference, default: all cores. */
  threads?: number | undefined;
  /** Told of things that went well only by a detour: a provider that failed, a cache that moved. */
  onWarning?: ((message: string) => void) | undefined;
}

export interface Progress {
  /** `segment`: one image at the mask generator, in prompts; `turn`: one reference, in angles; all others in images. */
  stage: 'segment' | 'turn' | 'fit' | 'score' | 'label' | 'sample' | 'exchange';
  done: number;
  total: number;
  /** The image that was just finished, relative to the project file. */
  image?: string;
}

export interface TaskOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** One image's seven features as numbers (METHOD 3); patch features by shape and checksum, they are too large to print. */
export interface FeatureReport {
  image: string;
  grid: number;
  patch: PatchSummary;
  classPatch: ({ class: number } & PatchSummary)[];
  foreground: PatchSummary;
  embedding: number[][];
  histogram: number[];
  color: number[];
  location: number[];
}

export interface PatchSummary {
  /** Rows and columns. */
  shape: [number, number];
  /** SHA-256 of the rows as little-endian float32. */
  sha256: string;
}
