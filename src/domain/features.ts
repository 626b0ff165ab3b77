/** The seven features of the method (METHOD 3), in their canonical order. */
export const FEATURE_NAMES = [
  'patch',
  'classPatch',
  'foreground',
  'embedding',
  'histogram',
  'color',
  'location',
] as const;
export type FeatureName = (typeof FEATURE_NAMES)[number];

/** The features that compare patches with banks of reference patches (METHOD 4). */
export const PATCH_FEATURES = ['patch', 'classPatch', 'foreground'] as const satisfies readonly FeatureName[];
export type PatchFeature = (typeof PATCH_FEATURES)[number];

/** The features that compare one vector an image, with one entry (or row) a class. */
export const CLASS_FEATURES = ['embedding', 'histogram', 'color', 'location'] as const satisfies readonly FeatureName[];
export type ClassFeature = (typeof CLASS_FEATURES)[number];

/** Named sets of active features (METHOD 5). */
export const PRESETS = {
  seven: FEATURE_NAMES,
  challenge: ['patch', 'foreground', 'histogram'],
} as const satisfies Record<string, readonly FeatureName[]>;
export type PresetName = keyof typeof PRESETS;

export type Dissimilarity = 'cosine' | 'l1' | 'l2';

/** METHOD 4: `l1` for the histogram, `cosine` for the other three. */
export const DEFAULT_DISSIMILARITY: Readonly<Record<ClassFeature, Dissimilarity>> = {
  embedding: 'cosine',
  histogram: 'l1',
  color: 'cosine',
  location: 'cosine',
};

/** One value for each of the seven features. */
export type ByFeature<T> = Record<FeatureName, T>;

/** Builds a record with one value a feature, in canonical order. */
export function byFeature<T>(value: (name: FeatureName) => T): ByFeature<T> {
  return Object.fromEntries(FEATURE_NAMES.map((name) => [name, value(name)])) as ByFeature<T>;
}
