import { openForWriting } from '@trainyard/db/open';

const owners = ['ada', 'grace', 'edsger', 'alan', 'barbara'];
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
/** Numbers in no order, the same each time. */
const mixed = (at: number): number => (at * 7_919 + 31) % 104_729;

/**
 * Copies a job of a database that nothing has open: `count` jobs that ended, a tenth of them failed, of five owners, in all the experiments
 * and clusters of its workspace, with names, tags, priorities and times of all kinds.
 */
export function fillJobs(database: string, template: string, count: number): void {
  const connection = openForWriting(database);
  try {
    const [uid, workspaceUid] = connection
      .prepare('SELECT uid, workspaceUid FROM jobs WHERE name = ?')
      .raw()
      .get(template) as [string, string];
    const places = (table: string) =>
      connection.prepare(`SELECT uid FROM ${table} WHERE workspaceUid = ?`).pluck().all(workspaceUid) as string[];
    const [experiments, clusters] = [places('experiments'), places('clusters')];
    const values = (at: number) => {
      const failed = mixed(at) % 10 === 0;
      const startedAt = 1_780_000_000_000 + at * 10_000;
      const name = `${pick(['resnet', 'vit', 'whisper', 'bert'], mixed(at + 1))}-${mixed(at)}-${at}`;
      return {
        uid: `filled-${at}`,
        path: `${workspaceUid}/jobs/filled-${at}`,
        experimentUid: pick(experiments, mixed(at + 2)),
        clusterUid: pick(clusters, mixed(at + 3)),
        name,
        nameKey: name,
        order: 1_000_000 + at,
        state: failed ? 'failed' : 'succeeded',
        createdAt: startedAt - 500,
        startedAt,
        endedAt: startedAt + mixed(at) * 100,
        exitCode: failed ? pick([1, 2, 137], at) : 0,
        reasons: '[]',
        createdBy: pick(owners, mixed(at + 4)),
        tags: JSON.stringify({ team: pick(['red', 'green', 'blue'], mixed(at + 5)), run: String(mixed(at)) }),
      };
    };
    const columns = (connection.pragma('table_info(jobs)') as { name: string }[]).map(({ name }) => name);
    const own = new Set(Object.keys(values(0)));
    const selected = columns.map((name) => {
      if (own.has(name)) return `@${name}`;
      if (name !== 'spec') return `"${name}"`;
      return `json_set(spec, '$.nodeCount', 1 + @order % 8, '$.schedulingPriority', iif(@order % 20 = 0, 'high', 'normal'))`;
    });
    const insert = connection.prepare(
      `INSERT INTO jobs (${columns.map((name) => `"${name}"`).join(', ')}) SELECT ${selected.join(', ')} FROM jobs WHERE uid = '${uid}'`,
    );
    connection.transaction(() => {
      for (let at = 0; at < count; at++) insert.run(values(at));
    })();
  } finally {
    connection.close();
  }
}
