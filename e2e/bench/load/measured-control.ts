import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControl } from '@trainyard/control/control';
import type { Control } from '@trainyard/control/interface';
import { MemoryFileServers } from '@trainyard/control/testing/memory-file-servers';
import { plainVault } from '@trainyard/control/testing/vault';
import { openForWriting } from '@trainyard/db/open';
import { createWriter, type Writer } from '@trainyard/db/writer';
import type { Provisioner } from '@trainyard/provisioners/port';
import { systemChance, systemClock, systemIds } from '@trainyard/runtime/node/system';
import { createScheduler } from '@trainyard/scheduler/scheduler';

/** Time of the thread by part, ms. */
export interface Spent {
  deciding: number;
  submitting: number;
  starting: number;
  reporting: number;
  other: number;
  /** Commits to the disk, each with a flush. */
  committing: number;
  commits: number;
}

/** The whole control plane in this process, over a database on a real disk, with a stopwatch on its parts. */
export class MeasuredControl {
  readonly control: Control;
  readonly writer: Writer;
  readonly spent: Spent = {
    deciding: 0,
    submitting: 0,
    starting: 0,
    reporting: 0,
    other: 0,
    committing: 0,
    commits: 0,
  };
  readonly #dir = mkdtempSync(join(tmpdir(), 'trainyard-kueue-'));

  constructor(local: Provisioner) {
    const connection = openForWriting(join(this.#dir, 'trainyard.db'));
    const prepare = connection.prepare.bind(connection);
    connection.prepare = ((sql: string) =>
      sql === 'COMMIT' ? this.#timedCommit(prepare(sql)) : prepare(sql)) as never;
    this.writer = this.#timed(createWriter(connection, { clock: systemClock, defer: setImmediate }));
    const quiet = {
      info: () => undefined,
      warn: () => undefined,
      error: (...words: unknown[]) => console.error(words),
    };
    this.control = createControl({
      writer: this.writer,
      clock: systemClock,
      chance: systemChance,
      ids: systemIds,
      vault: plainVault,
      storageHome: '/storage',
      provisioners: { local },
      fileServers: new MemoryFileServers(),
      logger: quiet,
      scheduler: (policy) => {
        const brain = createScheduler(policy);
        const decide = brain.decide.bind(brain);
        const apply = brain.apply.bind(brain);
        brain.decide = (...given) => this.#watch('deciding', () => decide(...given));
        brain.apply = (change) => this.#watch('deciding', () => apply(change));
        return brain;
      },
    });
  }

  async close(): Promise<void> {
    await this.control.stop();
    this.writer.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #timedCommit(statement: { run(): unknown }): unknown {
    const run = statement.run.bind(statement);
    return Object.assign(statement, {
      run: () => {
        this.spent.commits += 1;
        return this.#watch('committing', run);
      },
    });
  }

  /** Commands by who gives them: people submit, the scheduler starts, agents report. */
  #timed(writer: Writer): Writer {
    const run = writer.run.bind(writer);
    writer.run = (actor, work) => {
      const part = { agent: 'reporting', administrator: 'submitting' }[actor.kind as string];
      const what = part ?? (actor.id === 'scheduler' ? 'starting' : 'other');
      return run(actor, ((tx: never) => this.#watch(what as keyof Spent, () => work(tx))) as typeof work);
    };
    return writer;
  }

  #watch<T>(part: keyof Spent, work: () => T): T {
    const from = performance.now();
    try {
      return work();
    } finally {
      this.spent[part] += performance.now() - from;
    }
  }
}
