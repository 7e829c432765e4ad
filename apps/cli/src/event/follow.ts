/** Events as they are made, each once, over cuts and restarts of the server: the live client asks again from the last one it has. */
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Context } from '../context.ts';
import { interruptedCode, untilInterrupted } from '../interruption.ts';
import { isFinal } from '../job/watch.ts';
import { jsonText } from '../output/json.ts';
import { queriedText } from '../output/queried.ts';
import { tsvText } from '../output/table.ts';
import { write } from '../terminal.ts';
import { type EventRow, eventColumns } from './columns.ts';
import { eventLine, eventTitles } from './event-line.ts';
import type { EventScope } from './list.ts';

/** A server that is just starting is there in a second. */
const askAgainMs = 1_000;

/**
 * Prints events until `most` were printed, somebody interrupts, or the server takes the right away; says then from where to go on.
 * `after`: the last seq that is had; without it only what comes from now on.
 */
export async function followEvents(
  context: Context,
  scope: EventScope,
  after: number | undefined,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  const { out } = context.terminal;
  let last = after;
  let printed = 0;
  let connected = false;
  const live = await context.live((state, error) => {
    if (state === 'cut' && connected) context.note('the connection is cut: trying again');
    if (state === 'refused' && isFinal(error)) done.reject(error);
    connected = state === 'connected';
  });
  if (context.format === 'table') await write(out, eventTitles);
  const follower = {
    async onEvents(events: TrainyardEvent[]) {
      for (const event of events) {
        if (printed >= most) return;
        if (!isMeant(event, scope)) continue;
        await write(out, textOf(context, { ...event }));
        last = event.seq;
        printed += 1;
        if (printed >= most) done.resolve();
      }
    },
    onMark(seq: number) {
      last = Math.max(last ?? 0, seq);
    },
    onError(error: unknown) {
      if (!(error instanceof Fault) || error.status < 500) return done.reject(error);
      // What the server cannot give just now is asked for again, from the last one that was had.
      again = setTimeout(follow, askAgainMs);
    },
  };
  let again: ReturnType<typeof setTimeout> | undefined;
  const follow = () => live.follow(topicOf(scope), { ...follower, ...(last !== undefined && { after: last }) });
  follow();
  try {
    if (!(await untilInterrupted(done.promise))) return;
    context.outcome.exitCode = interruptedCode;
    if (last !== undefined) context.note(`go on with --after ${last}`);
  } finally {
    clearTimeout(again);
    live.close();
  }
}

function topicOf({ job, cluster, workspace }: EventScope): 'all' | `${'job' | 'cluster' | 'workspace'}:${string}` {
  if (job !== undefined) return `job:${job}`;
  if (cluster !== undefined) return `cluster:${cluster}`;
  return workspace ? `workspace:${workspace.uid}` : 'all';
}

/** A topic has one subject: of a job and a cluster both are looked at here. */
function isMeant({ clusterUid }: TrainyardEvent, { job, cluster }: EventScope): boolean {
  return job === undefined || cluster === undefined || clusterUid === cluster;
}

function textOf(context: Context, event: EventRow): string {
  const { format, coloured, globals } = context;
  const value = context.select(event);
  if (format === 'json' || format === 'jsonc') return jsonText(value, coloured && format === 'jsonc', true);
  if (globals.query !== undefined) return queriedText('tsv', value, false);
  return format === 'tsv' ? tsvText([event], eventColumns) : eventLine(event);
}
