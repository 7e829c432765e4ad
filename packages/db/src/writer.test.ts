import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { controllerActor } from '@trainyard/contracts/actors';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { lastSeq, readEvents } from './event-log.ts';
import { openForReading, openForWriting } from './open.ts';
import { Rows } from './rows.ts';
import { captureState, emptyState, fold, packState, stateAt } from './state.ts';
import { openTemporary } from './testing/open-temporary.ts';
import type { Tx } from './writer.ts';

const actor = controllerActor('test');
let temporary = openTemporary();
afterEach(() => {
  temporary.dispose();
  temporary = openTemporary();
});

function addToken(tx: Tx, name: string): void {
  const row = { uid: name, path: `tokens/${name}`, workspaceUid: '', name, hash: name, role: 'reader' as const };
  tx.insert('token', { ...row, scopeUid: null, expiresAt: null, revokedAt: null }, 'token.created');
}

function addWorkspace(tx: Tx, name: string): void {
  const row = { uid: name, workspaceUid: name, path: name, subscription: 's', resourceGroup: 'g', name, nameKey: name };
  tx.insert(
    'workspace',
    { ...row, location: 'local', tags: {}, state: 'succeeded', createdBy: 'me', retention: {}, writtenAt: null },
    'workspace.created',
  );
}

describe('the writer', () => {
  test('answers after the commit, not before', async () => {
    const { writer, file } = temporary;
    const reader = openForReading(file);
    let answered = false;
    const promise = writer
      .run(actor, (tx) => addToken(tx, 'a'))
      .then(() => {
        answered = true;
      });
    await Promise.resolve();
    expect(answered).toBe(false);
    expect(lastSeq(reader)).toBe(0);
    await promise;
    expect(lastSeq(reader)).toBe(1);
    reader.close();
  });

  test('a disk that refuses is StorageFull for each that it undid, and with space again all goes on', async () => {
    const { writer } = temporary;
    await writer.run(actor, (tx) => addToken(tx, 'a'));
    const pages = writer.connection.pragma('page_count', { simple: true }) as number;
    writer.connection.pragma(`max_page_count = ${pages}`);
    const undone: unknown[] = [];
    writer.onUndone((error) => undone.push(error));
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, at) => writer.run(actor, (tx) => addToken(tx, `${at}-${'x'.repeat(1000)}`))),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toMatchObject({ name: 'Fault', code: 'StorageFull' });
    const before = lastSeq(writer.connection);
    expect(before).toBe(1 + results.length - refused.length);
    writer.connection.pragma('max_page_count = 1073741823');
    await writer.run(actor, (tx) => addToken(tx, 'after'));
    expect(lastSeq(writer.connection)).toBe(before + 1);
  });

  test('a command that fails harms no neighbour of its group and leaves no gap', async () => {
    const { writer } = temporary;
    const results = await Promise.allSettled([
      writer.run(actor, (tx) => addToken(tx, 'a')),
      writer.run(actor, (tx) => {
        addToken(tx, 'b');
        throw new Error('refused');
      }),
      writer.run(actor, (tx) => addToken(tx, 'c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(writer.rows.where('token', {}).map(({ name }) => name)).toEqual(['a', 'c']);
    expect(readEvents(writer.connection, {}, 0, 10).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('work that is done alone is undone alone, and what came before it is kept', async () => {
    const { writer } = temporary;
    const undone: unknown[] = [];
    writer.onUndone((error) => undone.push(error));
    const refused = (tx: Tx): void => {
      addToken(tx, 'b');
      throw new Error('refused');
    };
    const results = await Promise.allSettled([
      writer.run(actor, (tx) => addToken(tx, 'a')),
      writer.run(actor, refused, { alone: true }),
      writer.run(actor, (tx) => addToken(tx, 'c')),
      writer.run(actor, (tx) => addToken(tx, 'd'), { alone: true }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(writer.rows.where('token', {}).map(({ name }) => name)).toEqual(['a', 'c', 'd']);
    expect(readEvents(writer.connection, {}, 0, 10).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(undone).toEqual([]);
  });

  test('work that is to be alone shares its transaction where listeners always have more to write', async () => {
    const { writer } = temporary;
    let left = 20;
    writer.onCommit(() => {
      if (left-- > 0) void writer.run(actor, (tx) => addToken(tx, `more-${left}`));
    });
    void writer.run(actor, (tx) => addToken(tx, 'a'));
    const refused = (tx: Tx): void => {
      addToken(tx, 'b');
      throw new Error('refused');
    };
    await expect(writer.run(actor, refused, { alone: true })).rejects.toThrow('refused');
    while (writer.connection.inTransaction) writer.flush();
    const names = writer.rows.where('token', {}).map(({ name }) => name);
    expect(names).toHaveLength(21);
    expect(names).not.toContain('b');
  });

  test('what throws although it was sure takes its group along, and all of it is told and forgotten', async () => {
    const { writer } = temporary;
    await writer.run(actor, (tx) => addToken(tx, 'before'));
    const undone: unknown[] = [];
    writer.onUndone((error) => undone.push(error));
    const fault = (tx: Tx): void => {
      tx.sure();
      addToken(tx, 'b');
      throw new Error('a fault');
    };
    const results = await Promise.allSettled([
      writer.run(actor, (tx) => addToken(tx, 'a')),
      writer.run(actor, fault),
      writer.run(actor, (tx) => {
        tx.sure();
        addToken(tx, 'c');
      }),
    ]);
    const said = results.map((result) => (result.status === 'rejected' ? result.reason.message : 'done'));
    expect(said).toEqual(['undone with another command', 'a fault', 'done']);
    expect(undone).toHaveLength(1);
    expect(writer.rows.where('token', {}).map(({ name }) => name)).toEqual(['before', 'c']);
    expect(readEvents(writer.connection, {}, 0, 10).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('commits once for commands that come together', async () => {
    const { writer } = temporary;
    const groups: number[] = [];
    writer.onCommit((events) => groups.push(events.length));
    await Promise.all(Array.from({ length: 10 }, (_, at) => writer.run(actor, (tx) => addToken(tx, `t${at}`))));
    expect(groups).toEqual([10]);
  });

  test('commits after 64 commands without waiting for the queue to drain', () => {
    const { writer } = temporary;
    const groups: number[] = [];
    writer.onCommit((events) => groups.push(events.length));
    for (let at = 0; at < 130; at++) void writer.run(actor, (tx) => addToken(tx, `t${at}`));
    expect(groups).toEqual([64, 64]);
  });

  test('tells every caller of a commit that failed, undoes it all, and goes on', async () => {
    const { writer } = temporary;
    await writer.run(actor, (tx) => addToken(tx, 'before'));
    const pages = writer.connection.pragma('page_count', { simple: true }) as number;
    writer.connection.pragma(`max_page_count = ${pages}`);
    const undone: unknown[] = [];
    writer.onUndone((error) => undone.push(error));
    const big = 'x'.repeat(100_000);
    const results = await Promise.allSettled([
      writer.run(actor, (tx) => addToken(tx, 'small')),
      writer.run(actor, (tx) => addToken(tx, big)),
    ]);
    expect(results[1]?.status).toBe('rejected');
    writer.connection.pragma('max_page_count = 1000000');
    await writer.run(actor, (tx) => addToken(tx, 'after'));
    const events = readEvents(writer.connection, {}, 0, 10);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    const names = writer.rows.where('token', {}).map(({ name }) => name);
    const kept = results[0]?.status === 'fulfilled' ? ['after', 'before', 'small'] : ['after', 'before'];
    expect(names.sort()).toEqual(kept);
  });

  test('writes no event when nothing changed, and none of the hidden columns', async () => {
    const { writer } = temporary;
    await writer.run(actor, (tx) => addToken(tx, 'a'));
    await writer.run(actor, (tx) => void tx.update('token', 'a', { name: 'a' }, 'token.revoked'));
    await writer.run(actor, (tx) => void tx.update('token', 'a', { revokedAt: 7 }, 'token.revoked'));
    const events = readEvents(writer.connection, {}, 0, 10);
    expect(events.map(({ changed }) => changed)).toEqual([
      expect.not.objectContaining({ hash: 'a' }),
      { revokedAt: 7, revision: 2 },
    ]);
    expect(events[0]?.changed).not.toHaveProperty('hash');
  });

  test('who asks for one kind by the uid of another gets nothing, also of what was just read', async () => {
    const { writer } = openTemporary();
    await writer.run(actor, (tx) => void addWorkspace(tx, 'a'));
    expect(writer.rows.get('workspace', 'a')?.uid).toBe('a');
    expect(writer.rows.get('job', 'a')).toBeUndefined();
  });

  test('what it remembers of rows is what the tables hold, through undone commands and refused commits', async () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'rename', 'remove', 'read', 'refuse', 'keep', 'flush', 'poison'),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      tags: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
      alone: fc.boolean(),
      sure: fc.boolean(),
    });
    const questions = [{}, { state: 'succeeded' }, { nameKey: 'a' }, { nameKey: 'b' }] as const;
    const rename = (tx: Tx, uid: string, tags: Record<string, string>): void => {
      if (tx.get('workspace', uid)) tx.update('workspace', uid, { tags }, 'workspace.updated');
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { writer, dispose } = openTemporary();
        const { connection } = writer;
        // A row that the commit refuses, with everything since the last one.
        connection.exec(
          'CREATE TABLE p (k PRIMARY KEY); CREATE TABLE q (k REFERENCES p DEFERRABLE INITIALLY DEFERRED)',
        );
        const work = steps.map(({ what, name, tags, alone, sure }) => {
          if (what === 'flush') return writer.flush();
          const does = (tx: Tx): void => {
            if (sure) tx.sure();
            if ((what === 'add' || what === 'refuse') && !tx.get('workspace', name)) addWorkspace(tx, name);
            if (what === 'rename' || what === 'refuse') rename(tx, name, tags);
            if (what === 'remove' || what === 'keep') tx.remove('workspace', name, 'workspace.deleted');
            for (const where of questions) tx.where('workspace', where);
            if (what === 'poison') connection.exec('INSERT INTO q VALUES (1)');
            if (what === 'refuse' || what === 'keep') throw new Error('refused');
          };
          return writer.run(actor, does, { alone });
        });
        await Promise.allSettled(work);
        writer.flush();
        const fresh = new Rows(connection);
        for (const where of questions) {
          expect(writer.rows.where('workspace', where)).toEqual(fresh.where('workspace', where));
        }
        for (const uid of ['a', 'b', 'c', 'd']) {
          expect(writer.rows.get('workspace', uid)).toEqual(fresh.get('workspace', uid));
          expect(writer.rows.get('token', uid)).toBeUndefined();
        }
        dispose();
      }),
      { numRuns: 40 },
    );
  });

  test('a transaction that returns a promise does not compile', () => {
    // @ts-expect-error its work would go on after the commit
    void temporary.writer.run(actor, async (tx: Tx) => addToken(tx, 'late')).catch(() => undefined);
    expect(temporary.writer.connection.inTransaction).toBe(true);
  });

  test('refuses an event about another kind of object', async () => {
    const wrong = temporary.writer.run(actor, (tx) => {
      addToken(tx, 'a');
      tx.update('token', 'a', { name: 'b' }, 'job.updated');
    });
    await expect(wrong).rejects.toThrow(/job.updated is not about a token/);
  });
});

describe('the event log', () => {
  const operation = fc.record({
    kind: fc.constantFrom('add', 'change', 'remove', 'fail'),
    name: fc.constantFrom('a', 'b', 'c'),
    tag: fc.string(),
  });

  test('folds to the tables, from the start and from any checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), fc.nat(40), async (operations, checkpointAt) => {
        const { writer, dispose } = openTemporary();
        const { connection } = writer;
        const states = new Map<number, string>();
        for (const [at, { kind, name, tag }] of operations.entries()) {
          const work = writer.run(actor, (tx) => {
            const there = tx.get('workspace', name) !== undefined;
            if (kind === 'add' && !there) addWorkspace(tx, name);
            if (kind !== 'add' && there) tx.update('workspace', name, { tags: { tag } }, 'workspace.updated');
            if (kind === 'remove' && there) tx.remove('workspace', name, 'workspace.deleted');
            if (kind === 'fail') throw new Error('refused');
          });
          await work.catch(() => undefined);
          const { seq, state } = captureState(connection);
          states.set(seq, JSON.stringify(state));
          if (at === checkpointAt) {
            connection
              .prepare('INSERT OR REPLACE INTO checkpoints (seq, at, state) VALUES (?, 0, ?)')
              .run(seq, packState(state));
          }
        }
        expect(sorted(fold(emptyState(), readEvents(connection, {}, 0, 1000)))).toEqual(
          sorted(captureState(connection).state),
        );
        for (const [seq, state] of states) expect(sorted(stateAt(connection, seq))).toEqual(sorted(JSON.parse(state)));
        dispose();
      }),
      { numRuns: 25 },
    );
  });

  function sorted(state: object): unknown {
    return JSON.parse(
      JSON.stringify(state, (_, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).sort())
          : value,
      ),
    );
  }

  test('keeps every acknowledged write over kill -9', async () => {
    const { file, writer } = temporary;
    writer.close();
    const script = fileURLToPath(new URL('./testing/acknowledging-child.ts', import.meta.url));
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const acknowledged: string[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      acknowledged.push(line);
      if (acknowledged.length === 200) child.kill('SIGKILL');
    });
    await once(lines, 'close');
    const connection = openForWriting(file);
    const kept = new Set(connection.prepare('SELECT name FROM tokens').pluck().all());
    expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
    expect(lastSeq(connection)).toBe(kept.size);
    connection.close();
  });
});
