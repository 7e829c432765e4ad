import type { Actor } from '@trainyard/contracts/actors';
import { parseDuration } from '@trainyard/contracts/durations';
import { Fault } from '@trainyard/contracts/errors';
import type { JobFilter } from '@trainyard/contracts/job-list';
import { type JobSort, jobSorts } from '@trainyard/contracts/job-sorts';
import { jobMoves } from '@trainyard/contracts/lifecycles';
import { priorities } from '@trainyard/contracts/priorities';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { readKey } from '@trainyard/db/readers/job-list';
import type { JobKey } from '@trainyard/db/readers/job-pages';
import type { JobsFilter } from '@trainyard/db/readers/job-terms';
import type { Doors } from '../../doors.ts';
import { clusterBy } from '../load.ts';

/** A refusal of one parameter. */
export function invalid(path: string, message: string): Fault {
  return new Fault('InvalidBody', { faults: [`${path}: ${message}`] }, [{ path, code: 'InvalidValue', message }]);
}

/** `running,queued`; a word that is none of those allowed is refused, since it would match nothing. */
function wordsOf(path: string, text: string | undefined, allowed: readonly string[]): string[] {
  const words = (text ?? '').split(',').filter((word) => word !== '');
  const wrong = words.filter((word) => !allowed.includes(word));
  if (wrong.length === 0) return words;
  throw invalid(path, `${wrong.join(', ')} is no ${path}; ${path}s are ${allowed.join(', ')}`);
}

/** `name`, or `-name` for the other way round. */
export function sortOf(text = '-submitted'): { sort: JobSort; desc: boolean } {
  const desc = text.startsWith('-');
  const word = desc ? text.slice(1) : text;
  const sort = jobSorts.find((one) => one === word);
  if (sort === undefined) {
    throw invalid(
      'sort',
      `${word} is nothing to sort by; sort by ${jobSorts.join(', ')}, with - before it for the other way round`,
    );
  }
  // What runs stands first, the newest of it above, whichever way it is asked for.
  return { sort, desc: desc || sort === 'group' };
}

/** The `next` of a page of this sort. */
export function keyOf(after: string, sort: JobSort): JobKey {
  const key = readKey(after, sort);
  if (key === undefined) throw invalid('after', 'give the `next` of the page before, of the same sort');
  return key;
}

/** ms since 1970 of a time, or of how long ago. */
export function momentOf(path: string, text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw invalid(
    path,
    `${text} is no time; give one such as 2026-11-19T21:00:00Z or 2026-11-19, or how long ago, such as P1D or PT2H`,
  );
}

/** Tags are kept as JSON: a tag is a part of it. */
function tagOf(text: string): string {
  const at = text.indexOf('=');
  if (at === -1) return `${JSON.stringify(text)}:`;
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  const open = value.endsWith('*');
  const said = JSON.stringify(open ? value.slice(0, -1) : value);
  return `${JSON.stringify(key)}:${open ? said.slice(0, -1) : said}`;
}

/** A filter as the reader takes it. Throws for a word, time, cluster or experiment that is none. */
export async function filterOf(
  doors: Pick<Doors, 'read' | 'clock'>,
  actor: Actor,
  workspace: string,
  workspaceUid: string,
  given: JobFilter,
): Promise<JobsFilter> {
  const now = doors.clock.now();
  const { owner, tag, since, until, text, exit, family } = given;
  const cluster =
    given.cluster === undefined
      ? undefined
      : await clusterBy(doors as Doors, actor, { workspace, name: given.cluster });
  const states = wordsOf('state', given.state, Object.keys(jobMoves));
  const levels = wordsOf('priority', given.priority, priorities);
  return {
    states,
    priorities: levels.map((one) => priorities.indexOf(one as (typeof priorities)[number])),
    clusterUid: cluster?.value.row.uid,
    experimentUid:
      given.experiment === undefined
        ? undefined
        : await experimentUid(doors, workspace, workspaceUid, given.experiment),
    owner,
    tag: tag === undefined ? undefined : tagOf(tag),
    since: since === undefined ? undefined : momentOf('since', since, now),
    until: until === undefined ? undefined : momentOf('until', until, now),
    text,
    exit,
    family,
  };
}

async function experimentUid(
  doors: Pick<Doors, 'read'>,
  workspace: string,
  workspaceUid: string,
  name: string,
): Promise<string> {
  const found = await doors.read('experiment.find', { workspaceUid, nameKey: nameKey(name) });
  if (!found) throw new Fault('ExperimentNotFound', { name, workspace });
  return found.row.uid;
}
