import type { Cure, FailureFamily } from '@trainyard/contracts/failure';
import type { FailedAttempt, FamilyJob, FamilyView } from '@trainyard/db/readers/families';
import { differences } from '@trainyard/logs/family/cure';
import { standsOut } from '@trainyard/logs/family/places';

/** Nodes and exit codes that are named. */
const shownMost = 8;

interface Around {
  /** Nodes that jobs of the workspace ran on lately. */
  ranOn: number;
  /** Clusters of the nodes that are there, by the name of the node. */
  nodes: Readonly<Record<string, string>>;
}

export function presentFamily(view: FamilyView, { ranOn, nodes }: Around): FailureFamily {
  const { id, attempts, count, jobs, firstAt, lastAt, lines } = view;
  const newest = attempts[0] as FailedAttempt;
  const { kind, title, says, line } = newest.failure;
  const places = tally(attempts.flatMap(({ failure }) => (failure.node === null ? [] : [failure.node])));
  const job = lines[0];
  return {
    id,
    kind,
    title,
    says,
    count,
    jobs,
    firstAt,
    lastAt,
    nodes: places
      .slice(0, shownMost)
      .map(([node, times]) => ({ node, cluster: nodes[node] ?? null, count: times, known: node in nodes })),
    suspect: standsOut(places, attempts.length, ranOn),
    exitCodes: tally(attempts.map(({ exitCode }) => exitCode))
      .slice(0, shownMost)
      .map(([exitCode, times]) => ({ exitCode, count: times })),
    sample: {
      uid: newest.jobUid,
      experiment: job?.experiment ?? '',
      name: job?.row.name ?? '',
      unit: newest.unit,
      attempt: newest.number,
      attemptUid: newest.uid,
      rank: newest.failure.rank,
      line,
    },
    cure: cureOf(lines),
  };
}

/** How often each value is there, the most frequent first. */
function tally<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** What went well last on the line of one of its jobs. */
function cureOf(lines: readonly FamilyJob[]): Cure | null {
  const cured = lines.flatMap((line) => (line.later ? [{ ...line, later: line.later }] : []));
  const best = cured.toSorted((a, b) => (b.later.row.endedAt ?? 0) - (a.later.row.endedAt ?? 0))[0];
  if (!best) return null;
  const { row, experiment, later } = best;
  const named = (of: typeof row) => ({ uid: of.uid, experiment, name: of.name });
  const apart =
    best.nodes.length > 0 && later.nodes.length > 0 && !best.nodes.some((node) => later.nodes.includes(node));
  return {
    failed: named(row),
    cured: named(later.row),
    at: later.row.endedAt ?? later.row.stateAt,
    changes: differences(row.spec, later.row.spec),
    nodes: apart ? { from: best.nodes.slice(0, shownMost), to: later.nodes.slice(0, shownMost) } : null,
    times: cured.length,
  };
}
