import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededChance } from '@trainyard/runtime/chance';
import { heldLog } from '../pages/held-log.ts';
import { JobPage, type Ledger } from '../pages/job-page.ts';
import type { RigBrowser } from './browser.ts';
import { Gate } from './gate.ts';
import { Gateway } from './storage/gateway.ts';
import { until } from './wait.ts';
import type { Yard } from './yard.ts';

/** ms after a socket has come up at which it is cut at the latest: within its handshake, its catching up or its following. */
const cutWithinMs = 120;

/** Runs in the page: once it has noticed the cut, the browser says that the network is back, as after a change of networks. */
const networkIsBack = `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('[data-state="live"]')) return setTimeout(look, 1);
    window.dispatchEvent(new Event('online'));
    resolve();
  };
  look();
})`;

export interface Watched {
  ledger: Ledger;
  /** Lines that the job printed by its own file, and those that the page holds: of very many only the newest. */
  lines: number;
  from: number;
  to: number;
  /** SHA-256 of all that the job printed and of all that the server stored. */
  printed: string;
  stored: string;
  /** SHA-256 of the lines that the page holds, as printed and as held. */
  heldAsPrinted: string;
  held: string;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function startOfLine(bytes: Buffer, line: number): number {
  let at = 0;
  for (let left = line; left > 0; left--) at = bytes.indexOf(10, at) + 1;
  return at;
}

/** Prints 5,000 numbered lines a second until its gate opens, and the same into a file of its own. */
function printing(file: string, stop: Gate, start: Gate): string {
  const program = [
    'import os, sys, time',
    `out = open("${file}", "wb")`,
    'n, began = 0, time.monotonic()',
    `while not os.path.exists("${stop.file}"):`,
    '  lines = b"".join(b"%d %d\\n" % (i, i * 2654435761 % 4294967291) for i in range(n, n + 250))',
    '  sys.stdout.buffer.write(lines)',
    '  sys.stdout.buffer.flush()',
    '  out.write(lines)',
    '  n += 250',
    '  time.sleep(max(0, began + n / 5000 - time.monotonic()))',
    'out.close()',
  ].join('\n');
  return `${start.wait}; exec python3 -c '${program}'`;
}

/**
 * A job that prints 5,000 lines a second, watched through a way that is cut at random, each time while a socket is open. Answers
 * what the page holds at its end beside what was printed.
 */
export async function watchUnderCuts(
  yard: Yard,
  browser: RigBrowser,
  { name, cuts, seed }: { name: string; cuts: number; seed: number },
): Promise<Watched> {
  const chance = seededChance(seed);
  const file = join(yard.server.home, `${name}.printed`);
  const [start, stop] = [new Gate(yard.server, `${name}-start`), new Gate(yard.server, `${name}-stop`)];
  await yard.submit(name, printing(file, stop, start));
  await yard.inState(name, 'running');
  const gateway = await new Gateway(Number(new URL(yard.server.url).port)).start();
  try {
    const page = await browser.signedIn(gateway);
    const job = await new JobPage(page).open({ workspace: 'w', experiment: 'e', name });
    await page.locator('[data-state="live"]').first().waitFor();
    start.open();
    const first = await job.waitForLines(1);
    for (let cut = 0; cut < cuts; cut++) {
      await until('a socket', () => gateway.sockets > 0);
      await new Promise((resolve) => setTimeout(resolve, chance.next() * cutWithinMs));
      gateway.drop();
      await page.evaluate(networkIsBack);
    }
    stop.open();
    await job.says('succeeded');
    const printed = await readFile(file);
    const lines = printed.toString('latin1').split('\n').length - 1;
    const ledger = await job.waitForLines(lines);
    const stream = (await yard.streams(name)).find(({ phase, fd }) => phase === 'run' && fd === 'stdout')?.stream ?? '';
    const held = (await heldLog(page))[stream] ?? { from: 0, to: 0, sha256: '' };
    await page.context().close();
    return {
      ledger: { ...ledger, resumed: ledger.resumed ?? first.resumed },
      lines,
      from: held.from,
      to: held.to,
      printed: sha256(printed),
      stored: sha256(await yard.bytes(stream)),
      heldAsPrinted: sha256(printed.subarray(startOfLine(printed, held.from))),
      held: held.sha256,
    };
  } finally {
    await gateway.cut();
  }
}
