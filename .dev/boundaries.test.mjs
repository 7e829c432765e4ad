/** Proves that the boundary check bites: each broken tree is refused for the reason it was broken. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cycleOf, faultsOf } from './boundaries.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file, text) {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** Writes one file into one package and answers the faults found. */
function faultsWith(file, text, dependencies = {}) {
  const folder = file.split('/').slice(0, 2).join('/');
  const name = `@trainyard/${folder.split('/')[1]}`;
  write(`${folder}/package.json`, JSON.stringify({ name, dependencies }));
  write(file, text);
  return faultsOf(root).join('\n');
}

const lists = (...names) => Object.fromEntries(names.map((name) => [name, '*']));

describe('who may import whom', () => {
  it('allows what a row allows', () => {
    const text = "import type { A } from '@trainyard/contracts/job';\nimport { b } from './b.ts';\n";
    expect(faultsWith('packages/scheduler/src/a.ts', text, lists('@trainyard/contracts'))).toBe('');
  });

  it.each([
    ['import', "import { a } from '@trainyard/db/writer';"],
    ['import type', "import type { A } from '@trainyard/db/writer';"],
    ['a type inside an import', "import { type A } from '@trainyard/db/writer';"],
    ['export from', "export { a } from '@trainyard/db/writer';"],
    ['export all', "export * from '@trainyard/db/writer';"],
    ['import()', "export const a = () => import('@trainyard/db/writer');"],
    ['import() of a type', "export type A = import('@trainyard/db/writer').A;"],
  ])('refuses a neighbour by %s', (_, text) => {
    expect(faultsWith('packages/scheduler/src/a.ts', text)).toContain('may not import db');
  });

  it('lets control see the port of provisioners and no kind', () => {
    const own = lists('@trainyard/provisioners');
    const from = (path) => `import { a } from '@trainyard/provisioners/${path}';`;
    expect(faultsWith('packages/control/src/a.ts', from('port'), own)).toBe('');
    expect(faultsWith('packages/control/src/a.ts', from('local/kind'), own)).toContain('may not import provisioners');
  });

  it.each([
    ['a path past the exports', "import '@trainyard/contracts/src/job.ts';", 'past its exports'],
    ['a relative path out of the folder', "import '../../contracts/src/job.ts';", 'outside its own folder'],
    ['a barrel', "import '@trainyard/contracts';", 'there is no barrel'],
    ['fakes outside tests', "import '@trainyard/contracts/testing/fakes';", 'only tests may'],
    ['a name made at run time', 'export const a = (n: string) => import(n);', 'made at run time'],
  ])('refuses %s', (_, text, why) => {
    expect(faultsWith('packages/db/src/a.ts', text, lists('@trainyard/contracts'))).toContain(why);
  });

  it('refuses a dependency in package.json that the row does not allow', () => {
    expect(faultsWith('packages/logs/src/a.ts', '', lists('@trainyard/db'))).toContain('may not depend on db');
  });

  it('finds a cycle in the rows', () => {
    const rows = { 'packages/a': { may: ['b'] }, 'packages/b': { may: ['a/port'] }, e2e: { may: 'all' } };
    expect(cycleOf(rows)).toEqual(['packages/a', 'packages/b', 'packages/a']);
  });

  it('refuses a folder without a row', () => {
    expect(faultsWith('packages/stuff/src/a.ts', '')).toContain('has no row');
  });
});

describe('third parties', () => {
  it.each([
    ['packages/control/src/a.ts', 'drizzle-orm/sqlite-core', 'belongs to packages/db'],
    ['apps/bff/src/a.ts', 'better-sqlite3', 'belongs to packages/db'],
    ['packages/control/src/a.ts', 'express', 'belongs to apps/bff'],
    ['apps/agent/src/a.ts', 'socket.io', 'belongs to apps/bff'],
    ['apps/cli/src/a.ts', 'socket.io-client', 'belongs to packages/sdk'],
  ])('keeps %s from %s', (file, name, why) => {
    expect(faultsWith(file, `import type { A } from '${name}';`, lists(name))).toContain(why);
  });

  it('refuses what package.json does not list', () => {
    expect(faultsWith('apps/cli/src/a.ts', "import 'left-pad';")).toContain('does not list');
  });
});

describe('clock, chance, timers and the process', () => {
  it.each([
    'export const a = () => Date.now();',
    'export const a = () => new Date();',
    'export const a = () => Math.random();',
    "export const a = () => Math['random']();",
    'export const a = () => performance.now();',
    'export const a = () => setTimeout(() => {}, 1);',
    'export const a = () => crypto.randomUUID();',
    'export const a = () => globalThis.Date.now();',
    'export const a = process.env;',
    'export const a = { Date };',
    'const { random } = Math;\nexport const a = random;',
  ])('refuses %s', (text) => {
    expect(faultsWith('packages/scheduler/src/a.ts', text)).toContain('take it as a port');
  });

  it("refuses chance from Node's crypto in control, and allows a hash", () => {
    const from = (name) => `import { ${name} } from 'node:crypto';`;
    expect(faultsWith('packages/control/src/a.ts', from('randomUUID'))).toContain('take it as a port');
    expect(faultsWith('packages/control/src/a.ts', from('createHash'))).toBe('');
  });

  it.each([
    'export const a = Math.max(1, 2);',
    'export interface A {\n  at: Date;\n}',
    'export const a = (b: { Date: number; process: number }) => b.process + b.Date;',
    'export const a = { process: 1 };',
    'export const a = (list: { rank: number }[]) => list.map((process) => process.rank);',
  ])('allows %s', (text) => {
    expect(faultsWith('packages/scheduler/src/a.ts', text)).toBe('');
  });

  it("refuses Node's built-ins in a brain, and allows them in its tests", () => {
    expect(faultsWith('packages/logs/src/a.ts', "import 'node:fs';")).toContain('may not import node:fs');
    rmSync(join(root, 'packages/logs/src/a.ts'));
    expect(faultsWith('packages/logs/src/a.test.ts', "import 'node:fs';\nDate.now();")).toBe('');
  });
});

describe('order', () => {
  it('refuses an unknown name at the top', () => {
    write('notes.txt', '');
    expect(faultsOf(root).join()).toContain('may not stand at the top');
  });

  it('refuses a name that says nothing', () => {
    expect(faultsWith('packages/logs/src/utils.ts', '')).toContain('says nothing');
  });

  it('refuses a long source file and allows a long test', () => {
    expect(faultsWith('packages/logs/src/a.ts', '\n'.repeat(451))).toContain('split it');
    rmSync(join(root, 'packages/logs/src/a.ts'));
    expect(faultsWith('packages/logs/src/a.test.ts', '\n'.repeat(451))).toBe('');
  });
});

describe('words of the portal', () => {
  const faults = (attributes) =>
    faultsWith('apps/portal/src/a.tsx', `export const A = () => <Field ${attributes} />;\n`);

  it.each([
    ['a plain text', 'label="Name"'],
    ['a text in braces', "title={'Close'}"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the text under test
    ['a template', 'aria-label={`Remove ${n}`}'],
    ['one arm of a choice', "placeholder={n ? t('a') : 'none'}"],
    ['a text to fall back on', "alt={n ?? 'picture'}"],
    ['another script than ours', 'helperText="名前"'],
  ])('are refused as %s', (_, attributes) => expect(faults(attributes)).toContain('take it from words/'));

  it.each([
    ['from a catalogue', "label={t('list.name')}"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the text under test
    ['that are no words', 'placeholder="1" title={`${n} × 8`} alt=""'],
    ['of attributes that nobody reads', 'className="wide" id="name" aria-labelledby="head"'],
  ])('are allowed %s', (_, attributes) => expect(faults(attributes)).toBe(''));

  it('are not looked for elsewhere', () => {
    expect(faultsWith('apps/cli/src/a.tsx', 'export const A = () => <Field label="Name" />;\n')).toBe('');
  });
});
