/** Files that hold objects: JSON or YAML, several documents in one, directories of them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailedError, UsageError } from './failure.ts';
import { readAll, type Terminal } from './terminal.ts';

/** One object of a file. */
export interface FileDocument {
  file: string;
  /** How people find it: the file, and which one of several in it. */
  where: string;
  /** Which one of the file's, from 1; undefined where it is the only one. */
  number: number | undefined;
  value: Record<string, unknown>;
}

/** What is wrong with one file, told beside what is wrong with the others. */
export interface FileFault {
  where: string;
  message: string;
}

/** 100,000 files: a directory with more was hardly meant. */
const filesMost = 100_000;
const isReadable = (name: string) => /\.(json|ya?ml)$/i.test(name) && !name.startsWith('.');

/**
 * The files meant by paths: a directory stands for its `.json`, `.yaml` and `.yml` files by name, with `recursive` for those below as well;
 * `-` is stdin. Throws UsageError for what is not there.
 */
export async function filesOf(paths: readonly string[], recursive = false): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => filesAt(path, recursive)));
  const files = [...new Set(found.flat())];
  if (files.length > filesMost) throw new UsageError(`${files.length} files are more than ${filesMost}: name fewer`);
  return files;
}

async function filesAt(path: string, recursive: boolean): Promise<string[]> {
  if (path === '-' || !(await isDirectory(path))) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive });
  const files = entries
    .filter((entry) => !entry.isDirectory() && isReadable(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${path} holds no .json, .yaml or .yml file`);
  return files;
}

/** Throws UsageError for what cannot be looked at. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Every object of every file; what cannot be read is told with its file and line, all of it at once. */
export async function readDocuments(
  files: readonly string[],
  terminal: Terminal,
): Promise<{ documents: FileDocument[]; faults: FileFault[] }> {
  const documents: FileDocument[] = [];
  const faults: FileFault[] = [];
  for (const file of files) {
    try {
      const text = file === '-' ? await readAll(terminal) : await readFile(file, 'utf8');
      const values = await valuesOf(file, text.replace(/^\uFEFF/, ''));
      for (const [at, value] of values.entries()) {
        const number = values.length > 1 ? at + 1 : undefined;
        const where = number === undefined ? file : `${file} (${number})`;
        if (isObject(value)) documents.push({ file, where, number, value });
        else faults.push({ where, message: 'it holds no object' });
      }
    } catch (error) {
      const message = (error as Error).message;
      faults.push({ where: file, message: error instanceof FailedError ? message : `it cannot be read: ${message}` });
    }
  }
  return { documents, faults };
}

/** A list in a file is as good as several documents. Throws FailedError with the place of what is wrong. */
async function valuesOf(file: string, text: string): Promise<unknown[]> {
  const values =
    /^\s*[[{]/.test(text) && !/\.ya?ml$/i.test(file)
      ? [parseJson(text)]
      : (await import('./documents-yaml.ts')).parseYaml(text);
  if (values.length === 0) throw new FailedError('it is empty');
  return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FailedError(`it is not valid JSON: ${(error as Error).message}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws UsageError that lists what is wrong with files, unless nothing is. */
export function refuseFaults(faults: readonly FileFault[]): void {
  if (faults.length === 0) return;
  const lines = faults.slice(0, faultsShown).map(({ where, message }) => `\n  ${where}: ${message}`);
  const more = faults.length > faultsShown ? `\n  and ${faults.length - faultsShown} more` : '';
  throw new UsageError(`nothing was done, files are not right:${lines.join('')}${more}`);
}

/** Two hundred lines: who has more of them has one cause more likely than so many. */
const faultsShown = 200;
