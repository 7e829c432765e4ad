import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@trainyard/runtime/clock';
import type { Trouble } from '../tasks/trouble.ts';
import type { FileFailure, FileWork } from './file-work.ts';
import type { FarRequest } from './file-work-program.ts';

/** A server that takes no byte for this long is told as one that does not answer. */
export const silenceMs = 30_000;

/** What can be seen to be wrong with a command whose files lie on a volume is asked within the end of its task. */
const lookMs = 3_000;

/** How it went: `silent` when it was given up, and then nobody knows what was done. */
export type FarResult = { silent: false; failures: FileFailure[] } | { silent: true };

/**
 * Does file work in a process of its own, which is left behind where it hangs: no call of this process ever waits for a volume. Throws when
 * the process cannot be started or ends without a word.
 */
export async function doFarWork(work: FileWork, clock: Clock, silentAfterMs = silenceMs): Promise<FarResult> {
  const failures = await ask<FileFailure[]>({ work }, clock, silentAfterMs);
  return failures === undefined ? { silent: true } : { silent: false, failures };
}

/** What is wrong with a command, as its files say; undefined when nothing is, or nobody answers in time. */
export async function farTrouble(look: NonNullable<FarRequest['look']>, clock: Clock): Promise<Trouble | undefined> {
  return (await ask<Trouble | null>({ look }, clock, lookMs)) ?? undefined;
}

/** The program's answer; undefined when it was silent for too long. */
async function ask<T>(request: FarRequest, clock: Clock, silentAfterMs: number): Promise<T | undefined> {
  const child = spawn(process.execPath, [program()], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    let cancel = (): void => {};
    const wait = (): void => {
      cancel();
      cancel = clock.setTimeout(() => {
        child.kill('SIGKILL');
        // What the kernel holds would hold this process at its own end.
        child.unref();
        for (const stream of child.stdio) stream?.destroy();
        resolve(undefined);
      }, silentAfterMs);
    };
    wait();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).replace(/^\.+/, '');
      wait();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained = (complained + text).slice(-2048)));
    child.on('error', (error) => {
      cancel();
      reject(error);
    });
    child.on('close', (code) => {
      cancel();
      const line = said.trim();
      if (code === 0 && line !== '') resolve(JSON.parse(line) as T);
      else reject(new Error(`the program for files of volumes ended with ${code}: ${complained.trim()}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(request));
  });
}

function program(): string {
  const source = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(source ? './file-work-program.ts' : './volumes/file-work-program.js', import.meta.url));
}
