// Strict, type-checked rules, and the layers of docs/architecture.md as import zones.
import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each layer may import: [layer, its allowed first-party layers, its allowed packages]. */
const layers = [
  ['domain', [], ['zod/mini']],
  ['protocol', ['domain'], []],
  ['files', ['domain'], ['fast-png', 'zod/mini']],
  [
    'engine',
    ['domain', 'files'],
    ['pbf', 'tinyglobby', 'picomatch', 'jsonc-parser', 'fast-png', 'sharp', 'onnxruntime-node', 'yaml', 'zod/mini'],
  ],
  ['worker', ['domain', 'engine', 'protocol'], ['vscode-jsonrpc/node']],
  ['host', ['domain', 'engine', 'files', 'protocol', 'worker'], ['vscode', 'vscode-jsonrpc']],
  ['cli', ['domain', 'engine'], ['commander']],
];

/** Packages of the engine with one owner: no other folder of it may import them. */
const owners = {
  sharp: 'src/engine/image',
  'fast-png': 'src/engine/image',
  'onnxruntime-node': 'src/engine/runtime',
  pbf: 'src/engine/runtime',
  tinyglobby: 'src/engine/dataset',
  picomatch: 'src/engine/dataset',
  'jsonc-parser': 'src/engine/dataset',
  yaml: 'src/engine/dataset',
};

const allLayers = layers.map(([name]) => name);
const nodeLayers = new Set(['files', 'engine', 'worker', 'host', 'cli']);

/** `no-restricted-imports` patterns that keep packages out of a folder, but for the ones it may use. */
function packageRule(allowed, node) {
  const allow = [...allowed, ...(node ? ['node:.*'] : [])].map((name) => name.replaceAll('/', '\\/'));
  return {
    patterns: [
      {
        regex: `^(?!\\.)${allow.length > 0 ? `(?!(?:${allow.join('|')})$)` : ''}`,
        message: 'This layer may not import that package: see the table in docs/architecture.md.',
        allowTypeImports: false,
      },
    ],
  };
}

const layerRules = layers.map(([name, , packages]) => ({
  files: [`src/${name}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      packageRule(name === 'engine' ? packages.filter((p) => !(p in owners)) : packages, nodeLayers.has(name)),
    ],
  },
}));

/** The folders of the engine that own packages may import these as well. */
const ownerRules = [...new Set(Object.values(owners))].map((folder) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      packageRule(['zod/mini', ...Object.keys(owners).filter((name) => owners[name] === folder)], true),
    ],
  },
}));

const zones = [
  ...layers.map(([name, may]) => ({
    target: `./src/${name}`,
    from: [
      ...allLayers.filter((other) => other !== name && !may.includes(other)).map((other) => `./src/${other}`),
      './webview',
      './scripts',
      './test',
    ],
    message: `${name} may not import that layer: see docs/architecture.md.`,
  })),
  {
    target: './webview',
    from: ['./src/files', './src/engine', './src/worker', './src/host', './src/cli', './scripts', './test'],
    message: 'A webview imports domain and protocol only.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.vscode-test/**',
      'test/golden/**',
      'test/results/**',
      '.venv/**',
      '.venv-test/**',
      '.bench-models/**',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './src/*/tsconfig.json',
          './webview/tsconfig.json',
          './scripts/tsconfig.json',
          './test/tsconfig.json',
        ],
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off', // typed arrays under noUncheckedIndexedAccess
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
    },
  },
  ...layerRules,
  ...ownerRules,
  {
    files: ['src/host/**/*.ts', 'src/extension.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[importKind!='type'][source.value=/\\u002fengine\\u002f|engineProcess/]",
          message: 'The host talks to the engine through engineClient; from the engine it takes types alone.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts', '*.config.mts'],
    rules: { 'max-lines-per-function': 'off', 'import-x/no-default-export': 'off' },
  },
);
