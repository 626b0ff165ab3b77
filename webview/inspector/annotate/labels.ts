/** What a region is called where the project has no labels. */
export const DEFAULT_LABEL = 'defect';
