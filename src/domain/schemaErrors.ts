/** Turns what a zod schema says of a value into one line that names the place, the fault and the way out. */
import { nearestName } from './nearestName.ts';

/** The parts of a zod issue that are read here. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
  readonly expected?: string | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly errors?: readonly (readonly SchemaIssue[])[] | undefined;
}

/** Known keys by the (dotted) place of their object, to name the nearest to an unknown one. */
const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': [
    '$schema',
    'version',
    'name',
    'layout',
    'references',
    'images',
    'models',
    'features',
    'threshold',
    'classes',
    'defects',
  ],
  models: ['backbone', 'segmenter', 'aligner', 'parts'],
  'models.segmenter': ['masks', 'only', 'model', 'grid'],
  'models.aligner': ['model', 'memory', 'refine'],
  features: ['preset', 'embedding', 'dissimilarity', 'augment', 'factors'],
  'features.dissimilarity': ['embedding', 'histogram', 'color', 'location'],
  'features.factors': ['patch', 'classPatch', 'foreground', 'embedding', 'histogram', 'color', 'location'],
  classes: ['id', 'name', 'color', 'hidden', 'background', 'mergedInto'],
  defects: ['name', 'kind', 'saturation', 'relative'],
};

/** The message for the first issue, and whether it is a path that leaves the project's folder. */
export function explainIssues(issues: readonly SchemaIssue[], value: unknown): { message: string; outside: boolean } {
  // A misspelt key is the cause, the missing one its consequence.
  const issue = mostSpecific(issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!);
  const place = issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  const where = place === '' ? 'the project' : `"${place}"`;
  if (issue.code === 'unrecognized_keys' && issue.keys?.[0] !== undefined) {
    const key = issue.keys[0];
    const known = KNOWN_KEYS[issue.path.filter((part) => typeof part === 'string').join('.')] ?? [];
    const near = nearestName(key, known);
    return {
      message: `unknown key "${key}" in ${where}${near === null ? '' : `; did you mean "${near}"?`} Known keys: ${known.join(', ')}.`,
      outside: false,
    };
  }
  if (issue.code === 'custom')
    return { message: `${where}: ${issue.message}`, outside: issue.message.includes("project's folder") };
  const got = valueAt(value, issue.path);
  const expected =
    issue.values !== undefined ? issue.values.map((option) => JSON.stringify(option)).join(' or ') : issue.expected;
  if (got === undefined)
    return { message: `${where} is missing; add it${expected === undefined ? '' : ` (${expected})`}.`, outside: false };
  if (
    expected === undefined ||
    issue.code === 'too_small' ||
    issue.code === 'too_big' ||
    issue.code === 'invalid_format'
  ) {
    return { message: `${where}: ${issue.message.replace(/\.$/, '')}, got ${short(got)}.`, outside: false };
  }
  return { message: `expected ${expected} for ${where}, got ${short(got)}.`, outside: false };
}

/** The issue inside a union that went furthest: the alternative the user most likely meant. */
function mostSpecific(issue: SchemaIssue): SchemaIssue {
  if (issue.code !== 'invalid_union' || issue.errors === undefined) return issue;
  const candidates = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(mostSpecific);
  const deep = candidates.find(
    ({ path, code }) => path.length > 0 || code === 'unrecognized_keys' || code === 'custom',
  );
  if (deep !== undefined) return { ...deep, path: [...issue.path, ...deep.path] };
  const expected = candidates.map(
    ({ expected: kind, values }) => values?.map((option) => JSON.stringify(option)).join(' or ') ?? kind,
  );
  return { ...issue, code: 'invalid_type', expected: expected.filter((kind) => kind !== undefined).join(' or ') };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
