/** The house: one row per folder says whom it may import. What no row allows is refused. */

const words = ['contracts', 'runtime'];

/**
 * `may`: our packages; `provisioners/port` allows that one export only. `node`: Node's built-ins, all or a list.
 * `only`: third-party packages that belong to this folder alone; `inTests`: those of another folder that tests may import. `ports`: clock, chance, ids and processes come
 * through ports, so the globals are refused. `words`: what people read comes from a catalogue of languages.
 */
export const house = {
  'packages/contracts': { may: [], node: [] },
  'packages/runtime': { may: [], node: [], nodeUnder: ['src/node/'] },
  'packages/scheduler': { may: ['contracts'], node: [], ports: true },
  'packages/toolkits': { may: ['contracts'], node: [], ports: true },
  'packages/sweeps': { may: ['contracts'], node: [], ports: true },
  'packages/series': { may: ['contracts'], node: [], ports: true },
  'packages/logs': { may: ['contracts'], node: [], ports: true },
  'packages/recipes': { may: ['contracts'], node: 'all' },
  'packages/db': { may: words, node: 'all', only: ['better-sqlite3', 'drizzle-orm', 'drizzle-kit'] },
  'packages/archive': { may: [...words, 'series', 'logs'], node: 'all' },
  'packages/mounts': { may: words, node: 'all' },
  'packages/provisioners': { may: words, node: 'all' },
  'packages/sdk': { may: words, node: 'all', only: ['socket.io-client'] },
  'packages/control': {
    may: [
      ...words,
      'scheduler',
      'toolkits',
      'sweeps',
      'series',
      'logs',
      'db',
      'provisioners/port',
      'provisioners/file-server-host',
    ],
    node: ['node:crypto'],
    ports: true,
  },
  'apps/bff': {
    may: [...words, 'control', 'db', 'archive', 'mounts', 'series', 'logs', 'provisioners', 'recipes'],
    node: 'all',
    only: ['express', 'socket.io'],
  },
  // Its tests speak the server's side of the fleet protocol.
  'apps/agent': { may: [...words, 'mounts', 'sdk', 'series', 'logs'], node: 'all', inTests: ['socket.io'] },
  'apps/cli': { may: [...words, 'sdk', 'recipes', 'logs'], node: 'all' },
  'apps/portal': {
    may: [...words, 'sdk', 'series', 'logs', 'scheduler', 'toolkits', 'sweeps'],
    node: [],
    only: ['@mui/material', '@mui/icons-material', 'recharts'],
    words: true,
  },
  // The whole product under test, so the whole house is open to it.
  e2e: { may: 'all', node: 'all', free: true },
};

/** What may stand at the top of the repository besides dot-entries. */
export const top = [
  'LICENSE',
  'README.md',
  'apps',
  'biome.json',
  'docker',
  'e2e',
  'node_modules',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.json',
];

export const vagueNames = ['utils', 'util', 'common', 'shared', 'helpers', 'misc'];

/** Longest source file; tests may be longer. Split by responsibility before raising anything. */
export const maxLines = 450;

/** Files that were longer when the limit came, each held at its length: a number here only ever goes down. */
export const longer = {};

/** Names that hide a clock, chance, a timer or the process; refused as globals where `ports` is set. */
export const portGlobals = [
  'Date',
  'performance',
  'crypto',
  'process',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'fetch',
  'console',
];

/** Members of an allowed global or built-in that are chance all the same. */
export const portMembers = { Math: ['random'] };
export const portImports = [
  'randomUUID',
  'randomBytes',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'webcrypto',
  'default',
];
