import { type JobSort, jobSorts } from '@trainyard/contracts/job-sorts';
import type { JobState } from '@trainyard/contracts/lifecycles';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForReading } from '../open.ts';
import { openTemporary } from '../testing/open-temporary.ts';
import { seedJobs } from '../testing/seed-jobs.ts';
import { countJobs, listJobs, pickJobs, readKey } from './job-list.ts';
import type { JobsFilter } from './job-terms.ts';
import { readDb } from './read-db.ts';

let temporary: ReturnType<typeof openTemporary>;
beforeEach(() => {
  temporary = openTemporary();
});
afterEach(() => temporary.dispose());

function reading<T>(work: (db: ReturnType<typeof readDb>) => T): T {
  const connection = openForReading(temporary.file);
  try {
    return work(readDb(connection));
  } finally {
    connection.close();
  }
}

const seed = (from: number, count: number) => seedJobs(temporary.writer.connection, { from, count });
const all = { workspaceUid: 'w', states: [], after: undefined, offset: 0, limit: 100 } as const;
const names = (found: { items: { row: { name: string } }[] }) => found.items.map(({ row }) => row.name);

/** Every page of a list, one after another. `between` is what happens meanwhile. */
function walk(
  sort: JobSort,
  desc: boolean,
  limit: number,
  between: (page: number) => void,
  filter: JobsFilter = { states: [] },
) {
  const seen: string[] = [];
  let after: ReturnType<typeof readKey>;
  for (let page = 0; ; page++) {
    const found = reading((db) => listJobs(db, { ...all, ...filter, sort, desc, limit, after }));
    seen.push(...names(found));
    if (found.next === null) return seen;
    after = readKey(found.next, sort);
    expect(after).toBeDefined();
    between(page);
  }
}

describe('a list of jobs', () => {
  test('in every order, page after page, has each job once', () => {
    seed(0, 60);
    const everyone = walk('submitted', true, 100, () => undefined).sort();
    expect(everyone).toHaveLength(60);
    for (const sort of jobSorts) {
      for (const desc of [true, false]) expect(walk(sort, desc, 7, () => undefined).sort()).toEqual(everyone);
    }
  });

  test('loses none and shows none twice while others are submitted, start and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<JobSort>('submitted', 'name', 'owner', 'priority', 'cluster'),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(fc.nat(29), fc.constantFrom<JobState>('running', 'failed', 'succeeded')), { maxLength: 12 }),
        async (sort, desc, limit, moves) => {
          temporary.dispose();
          temporary = openTemporary();
          seed(0, 30);
          const { connection } = temporary.writer;
          const move = connection.prepare('UPDATE jobs SET state = ? WHERE name = ?');
          const seen = walk(sort, desc, limit, (page) => {
            // Upwards in the order of submission each new one is yet to come: without an end to them there is no last page.
            if (page > 20) return;
            seed(1_000 + page, 1);
            const [which = 0, state = 'running'] = moves[page % Math.max(1, moves.length)] ?? [];
            move.run(state, `job-${which}`);
          });
          const first = seen.filter((name) => Number(name.slice(4)) < 30);
          expect(new Set(seen).size).toBe(seen.length);
          expect(first).toHaveLength(30);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('in the order of the portal shows what runs, then what waits, then what has ended, each newest first', () => {
    seed(0, 40);
    const found = reading((db) => listJobs(db, { ...all, sort: 'group', desc: true }));
    const turns = found.items.map(({ row: { state } }) =>
      state === 'running' || state === 'terminating' ? 2 : state === 'queued' ? 1 : 0,
    );
    expect(turns).toEqual(turns.toSorted((a, b) => b - a));
    const ended = found.items.filter((_, at) => turns[at] === 0).map(({ row }) => row.order);
    expect(ended).toEqual(ended.toSorted((a, b) => b - a));
  });

  test('puts what has no value last, whichever way it is sorted', () => {
    seed(0, 40);
    for (const desc of [true, false]) {
      const found = reading((db) => listJobs(db, { ...all, sort: 'ended', desc }));
      const known = found.items.map(({ row }) => row.endedAt !== null);
      expect(known).toEqual(known.toSorted((a, b) => Number(b) - Number(a)));
    }
  });

  test('is entered at any place, and narrowed by every field', () => {
    seed(0, 100);
    const whole = walk('name', false, 1_000, () => undefined);
    const from = reading((db) => names(listJobs(db, { ...all, sort: 'name', desc: false, offset: 42, limit: 3 })));
    expect(from).toEqual(whole.slice(42, 45));
    const found = (filter: Partial<JobsFilter>) =>
      reading((db) => listJobs(db, { ...all, states: [], ...filter, sort: 'submitted', desc: true })).items.map(
        ({ row }) => row,
      );
    const every = found({});
    expect(found({ owner: 'ada' })).toEqual(every.filter(({ createdBy }) => createdBy === 'ada'));
    expect(found({ text: 'job-7' })).toEqual(every.filter(({ name }) => name.includes('job-7')));
    expect(found({ text: 'first' })).toHaveLength(every.filter(({ experimentUid }) => experimentUid === 'e0').length);
    expect(found({ tag: '"team":"red"' })).toEqual(every.filter(({ tags }) => tags.team === 'red'));
    expect(found({ tag: '"team":' })).toHaveLength(100);
    expect(found({ tag: '"tea":' })).toEqual([]);
    expect(found({ priorities: [2] })).toEqual(every.filter(({ spec }) => spec.schedulingPriority === 'high'));
    expect(found({ exit: 1, states: ['failed'] })).toEqual(
      every.filter(({ state, exitCode }) => state === 'failed' && exitCode === 1),
    );
    expect(found({ clusterUid: 'c1', experimentUid: 'e1' })).toEqual(
      every.filter((row) => row.clusterUid === 'c1' && row.experimentUid === 'e1'),
    );
    const [newest, oldest] = [every[0]?.createdAt ?? 0, every.at(-1)?.createdAt ?? 0];
    expect(found({ since: newest })).toHaveLength(1);
    expect(found({ until: oldest + 1 })).toHaveLength(1);
  });

  test('is counted by state as it is listed, also while jobs change and go', () => {
    seed(0, 100);
    const { connection } = temporary.writer;
    connection.prepare(`UPDATE jobs SET state = 'failed' WHERE state = 'running'`).run();
    connection
      .prepare(`UPDATE jobs SET spec = json_set(spec, '$.schedulingPriority', 'low') WHERE name = 'job-2'`)
      .run();
    connection.prepare(`DELETE FROM jobs WHERE name = 'job-1'`).run();
    const counts = reading((db) => countJobs(db, { workspaceUid: 'w', states: [] }));
    expect(counts).toMatchObject({ sum: 99, all: 99 });
    expect(counts.states.running).toBeUndefined();
    const low = reading((db) => countJobs(db, { workspaceUid: 'w', states: [], priorities: [0], text: 'job-2' }));
    const listed = reading((db) =>
      listJobs(db, { ...all, priorities: [0], text: 'job-2', sort: 'submitted', desc: true }),
    );
    expect(low.sum).toBe(listed.items.length);
    expect(names(listed)).toContain('job-2');
    expect(low.all).toBe(99);
  });
});

describe('a reader that goes on', () => {
  const sorts: JobSort[] = ['name', 'experiment', 'cluster', 'owner', 'nodes', 'submitted'];
  const filters: JobsFilter[] = [{ states: [] }, { states: [], text: 'job-1' }, { states: [], owner: 'ada' }];

  /** Every list of one reader: by key, at a place, narrowed, counted. */
  function lists(db: ReturnType<typeof readDb>) {
    return [true, false].flatMap((desc) =>
      sorts.flatMap((sort) => {
        const [head, ...pages] = [0, 5].map((offset) => listJobs(db, { ...all, sort, desc, limit: 7, offset }));
        const after = readKey(head?.next ?? '', sort);
        const next = names(listJobs(db, { ...all, sort, desc, limit: 7, after }));
        const narrowed = filters.map((filter) => [
          names(listJobs(db, { ...all, ...filter, sort, desc, limit: 7 })),
          countJobs(db, { ...filter, workspaceUid: 'w' }).sum,
          countJobs(db, { ...filter, workspaceUid: 'w' }).all,
        ]);
        return [names(head ?? { items: [] }), ...pages.map(names), next, narrowed];
      }),
    );
  }

  test('tells the same as a new one, whatever came and went', () => {
    seed(0, 40);
    const { connection } = temporary.writer;
    const remove = connection.prepare('DELETE FROM jobs WHERE name = ?');
    const steps: { came?: number; went?: number[] }[] = [
      { came: 3 },
      { went: [7, 41] },
      { came: 1, went: [0] },
      // So many that all is put in order anew.
      { came: 60 },
      { came: 2, went: [100, 101, 39] },
    ];
    reading((db) => {
      let next = 40;
      lists(db);
      for (const { came = 0, went = [] } of steps) {
        seed(next, came);
        next += came;
        for (const one of went) remove.run(`job-${one}`);
        expect(lists(db)).toEqual(reading(lists));
      }
    });
  });

  test('makes its copies anew when more was deleted than is noted', () => {
    seed(0, 30);
    const { connection } = temporary.writer;
    reading((db) => {
      lists(db);
      connection.exec(`DELETE FROM jobs WHERE "order" <= 12; DELETE FROM jobsGone WHERE id < 6`);
      expect(lists(db)).toEqual(reading(lists));
    });
  });
});

test('a page of an order by what a job has only later is found by an index, and so are those that failed', () => {
  const plan = (sql: string) =>
    (temporary.writer.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; ');
  const walk = (value: string) =>
    plan(`SELECT jobUid FROM jobFacts WHERE workspaceUid = 'w' AND ${value} IS NOT NULL AND (${value}, "order") < (1, 1)
      ORDER BY ${value} DESC, "order" DESC LIMIT 51`);
  expect(walk('startedAt')).toMatch(/INDEX jobFactsByStart[^;]*$/);
  expect(walk('endedAt')).toMatch(/INDEX jobFactsByEnd[^;]*$/);
  expect(walk('endedAt - startedAt')).toMatch(/INDEX jobFactsByDuration[^;]*$/);
  expect(walk('exitCode')).toMatch(/INDEX jobFactsByExit[^;]*$/);
  const failed = `SELECT count(*) FROM jobFacts WHERE workspaceUid = 'w' AND state = 'failed'`;
  expect(plan(failed)).toMatch(/COVERING INDEX jobFactsFailed/);
  const high = `SELECT jobUid FROM jobFacts WHERE workspaceUid = 'w' AND priority <> 1 AND priority = 2 ORDER BY "order" DESC`;
  expect(plan(high)).toMatch(/INDEX jobFactsByPriority[^;]*$/);
});

test('a text is found as it was written, also in letters that SQLite keeps in their case', () => {
  seed(0, 3);
  temporary.writer.connection.exec(
    `UPDATE jobFacts SET words = words || char(10) || lower('Site École') WHERE jobUid LIKE '%1'`,
  );
  const found = (text: string) => names(reading((db) => listJobs(db, { ...all, sort: 'submitted', desc: true, text })));
  expect(found('École')).toEqual(['job-1']);
  expect(found('SITE ÉCOLE')).toEqual(['job-1']);
});

test('jobs of a bulk verb are picked newest first, each once, while new ones come', () => {
  seed(0, 25);
  const picked: string[] = [];
  let after: number | undefined;
  do {
    const found = reading((db) => pickJobs(db, { workspaceUid: 'w', states: [], after, limit: 10 }));
    picked.push(...found.uids);
    seed(100 + picked.length, 1);
    after = found.next === null ? undefined : Number(found.next);
  } while (after !== undefined);
  expect(new Set(picked).size).toBe(25);
  expect(picked).toHaveLength(25);
});

describe('the key of a page', () => {
  test('is taken by its own sort alone', () => {
    expect(readKey('12.train', 'name')).toEqual(['train', 12]);
    expect(readKey('12.2', 'group')).toEqual([2, 12]);
    expect(readKey('12', 'submitted')).toEqual([12, 12]);
    for (const wrong of ['', 'x', '12', '12.', '12.train']) expect(readKey(wrong, 'priority')).toBeUndefined();
  });
});

test('100,000 jobs: any page of any order has its rows, and the end is the end', { timeout: 120_000 }, () => {
  seed(0, 100_000);
  const many = { ...all, desc: true, limit: 50 };
  reading((db) => {
    const at = (sort: JobSort, offset: number) => listJobs(db, { ...many, sort, offset }).items.length;
    for (const sort of ['group', 'name', 'duration'] as const) {
      expect([at(sort, 0), at(sort, 50_000), at(sort, 99_990)]).toEqual([50, 50, 10]);
    }
    expect(countJobs(db, { workspaceUid: 'w', states: [] }).sum).toBe(100_000);
    expect(names(listJobs(db, { ...many, text: 'job-77777', sort: 'group' }))).toEqual(['job-77777']);
  });
});
