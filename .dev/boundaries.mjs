/** `node .dev/boundaries.mjs [ROOT]`: checks a tree against house.mjs and lists every fault. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { faultsOfPorts } from './boundaries-ports.mjs';
import { faultsOfWords } from './boundaries-words.mjs';
import { house, longer, maxLines, top, vagueNames } from './house.mjs';

const isTest = (file) => /\.(test|spec|soak)\.tsx?$/.test(file) || /(^|\/)testing\//.test(file);
const anyoneInTests = ['vitest', 'fast-check'];

function* walk(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'results'].includes(entry.name)) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** Folders that hold a package.json, or that no row knows. */
function foldersOf(root) {
  const found = existsSync(join(root, 'e2e')) ? ['e2e'] : [];
  for (const group of ['packages', 'apps']) {
    if (!existsSync(join(root, group))) continue;
    for (const name of readdirSync(join(root, group))) found.push(`${group}/${name}`);
  }
  return found;
}

/** Every module a file names, `import type`, re-exports and import() included. */
export function importsOf(file, text) {
  const { module, errors, program } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [];
  const at = (offset) => text.slice(0, offset).split('\n').length;
  for (const item of module.staticImports) {
    const names = item.entries.map((entry) => entry.importName.name ?? 'default');
    found.push({ name: item.moduleRequest.value, names, line: at(item.start) });
  }
  for (const item of module.staticExports) {
    for (const entry of item.entries) {
      if (entry.moduleRequest)
        found.push({ name: entry.moduleRequest.value, names: ['default'], line: at(entry.start) });
    }
  }
  for (const item of module.dynamicImports) {
    const raw = text.slice(item.moduleRequest.start, item.moduleRequest.end);
    const plain = /^(['"`])([^'"`$]*)\1$/.exec(raw);
    found.push({ name: plain ? plain[2] : undefined, names: ['default'], line: at(item.start) });
  }
  for (const name of typeImports(text)) found.push({ name, names: [], line: 1 });
  return { found, program };
}

/** `import('x').T` in a type position is no import for a parser of modules. */
const typeImports = (text) => [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)\s*\./g)].map((match) => match[1]);

const packageOf = (name) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

function faultOfOurs(name, row, file) {
  const [, , folder, path] = /^(@trainyard)\/([^/]+)(?:\/(.*))?$/.exec(name) ?? [];
  if (folder === undefined) return undefined;
  if (path === undefined) return `imports ${name}: name the module, there is no barrel`;
  if (path.startsWith('src/') || path.endsWith('.ts')) return `imports ${name} past its exports`;
  if (/(^|\/)testing\//.test(`${path}/`) && !isTest(file) && !row.free) return `imports ${name}: only tests may`;
  if (row.may === 'all') return undefined;
  const allowed = row.may.some((item) => item === folder || item === `${folder}/${path}`);
  const inTest = isTest(file) && row.may.some((item) => item.split('/')[0] === folder);
  return allowed || inTest ? undefined : `may not import ${folder}`;
}

function faultOfNode(name, names, row, file, folder) {
  if (row.node === 'all' || isTest(file)) return undefined;
  if (row.nodeUnder?.some((under) => file.startsWith(`${folder}/${under}`))) return undefined;
  if (!row.node.includes(name)) return `may not import ${name}`;
  return row.ports && faultsOfPorts.ofImport(name, names);
}

function faultOfThird(name, row, file, folder, declared) {
  const third = packageOf(name);
  if (isTest(file) && row.inTests?.includes(third)) return undefined;
  const owner = Object.entries(house).find(([, other]) => other.only?.includes(third))?.[0];
  // A test may stand up the other side of a wire, when its package lists that for development only.
  const otherSide = isTest(file) && declared.forTests.has(third);
  if (owner !== undefined && owner !== folder && !row.free && !otherSide)
    return `imports ${third}, which belongs to ${owner}`;
  if (isTest(file) && anyoneInTests.includes(third)) return undefined;
  return declared.has(third) ? undefined : `imports ${third}, which its package.json does not list`;
}

function faultOfRelative(name, root, folder, file) {
  const target = relative(join(root, folder), resolve(root, dirname(file), name));
  return target.startsWith('..') ? `imports ${name}, outside its own folder` : undefined;
}

function faultsOfFile(root, folder, file, declared) {
  const row = house[folder];
  const text = readFileSync(join(root, file), 'utf8');
  const { found, program } = importsOf(file, text);
  const faults = [];
  const say = (line, what) => what && faults.push(`${file}:${line}: ${what}`);
  for (const { name, names, line } of found) {
    if (name === undefined) say(line, row.free ? '' : 'import() of a name made at run time');
    else if (name.startsWith('.')) say(line, faultOfRelative(name, root, folder, file));
    else if (name.startsWith('node:')) say(line, faultOfNode(name, names, row, file, folder));
    else if (name.startsWith('@trainyard/')) {
      say(line, faultOfOurs(name, row, file));
      if (!declared.has(packageOf(name)) && packageOf(name) !== declared.self)
        say(line, `${packageOf(name)} is not in its package.json`);
    } else say(line, faultOfThird(name, row, file, folder, declared));
  }
  if (row.ports && !isTest(file))
    for (const fault of faultsOfPorts.ofProgram(program, text)) say(fault.line, fault.what);
  if (row.words && file.endsWith('.tsx')) for (const { line, what } of faultsOfWords(program, text)) say(line, what);
  const lines = text.split('\n').length - 1;
  const most = longer[file] ?? maxLines;
  if (lines > most && !isTest(file)) say(lines, `${lines} lines; split it (at most ${most})`);
  return faults;
}

function faultsOfPackage(root, folder) {
  const row = house[folder];
  if (row === undefined) return [`${folder}: has no row in .dev/house.mjs`];
  if (!existsSync(join(root, folder, 'package.json'))) return [];
  const pkg = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const declared = new Set(Object.keys({ ...pkg.dependencies, ...pkg.devDependencies, ...pkg.peerDependencies }));
  declared.self = pkg.name;
  declared.forTests = new Set(Object.keys(pkg.devDependencies ?? {}).filter((name) => !pkg.dependencies?.[name]));
  const faults = [];
  for (const name of declared) {
    const ours = /^@trainyard\/(.+)$/.exec(name)?.[1];
    if (ours === undefined || row.may === 'all') continue;
    if (!row.may.some((item) => item.split('/')[0] === ours))
      faults.push(`${folder}/package.json: may not depend on ${ours}`);
  }
  for (const path of walk(join(root, folder))) {
    if (/\.tsx?$/.test(path)) faults.push(...faultsOfFile(root, folder, relative(root, path), declared));
  }
  return faults;
}

/** A cycle can only be a mistake in the rows themselves. */
export function cycleOf(rows) {
  const path = [];
  const visit = (folder) => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    path.push(folder);
    const may = rows[folder]?.may;
    for (const name of may === 'all' || may === undefined ? [] : may) {
      const cycle = visit(`packages/${name.split('/')[0]}`);
      if (cycle) return cycle;
    }
    path.pop();
    return undefined;
  };
  for (const folder of Object.keys(rows)) {
    const cycle = visit(folder);
    if (cycle) return cycle;
  }
  return undefined;
}

export function faultsOf(root) {
  const faults = [];
  for (const name of readdirSync(root)) {
    if (!name.startsWith('.') && !top.includes(name)) faults.push(`${name}: may not stand at the top`);
  }
  const cycle = cycleOf(house);
  if (cycle) faults.push(`.dev/house.mjs: cycle ${cycle.join(' → ')}`);
  for (const folder of foldersOf(root)) {
    faults.push(...faultsOfPackage(root, folder));
    for (const path of walk(join(root, folder))) {
      const vague = relative(root, path)
        .split(sep)
        .find((part) => vagueNames.includes(basename(part).replace(/\.\w+$/, '')));
      if (vague) faults.push(`${relative(root, path)}: ${vague} says nothing; name it after what it does`);
    }
  }
  return faults;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(dirname(process.argv[1]), '..'));
  const faults = faultsOf(root);
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'boundaries hold' : `${faults.length} faults against .dev/house.mjs`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
