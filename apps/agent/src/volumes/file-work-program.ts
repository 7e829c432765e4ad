import { readFileSync, writeSync } from 'node:fs';
import { troubleOf } from '../tasks/trouble.ts';
import { doFileWork, type FileWork } from './file-work.ts';

/** Either of the two. */
export interface FarRequest {
  work?: FileWork;
  /** A command and where it looks for its files. */
  look?: { words: string[]; cwd: string; env: Record<string, string> };
}

/**
 * The program that works on files of a volume: a server that does not answer holds up the process that asks, and the agent must not be
 * that one. It reads a request, writes a dot whenever something moved, and in the end a line with what came of it.
 */
const said = 1;
const { work, look } = JSON.parse(readFileSync(0, 'utf8')) as FarRequest;
const answer = work
  ? doFileWork(work, () => writeSync(said, '.'))
  : look && troubleOf(look.words, { ...look, sees: () => true });
writeSync(said, `\n${JSON.stringify(answer ?? null)}\n`);
