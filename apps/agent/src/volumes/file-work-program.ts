import { readFileSync, writeSync } from 'node:fs';
import { doFileWork, type FileWork } from './file-work.ts';

/**
 * The program that works on files of a volume: a server that does not answer holds up the process that asks, and the agent must not be
 * that one. It reads a FileWork, writes a dot whenever something moved, and in the end a line with what failed.
 */
const said = 1;
const work = JSON.parse(readFileSync(0, 'utf8')) as FileWork;
const failures = doFileWork(work, () => writeSync(said, '.'));
writeSync(said, `\n${JSON.stringify(failures)}\n`);
