/** What narrows a list of jobs, as SQL over `jobFacts`. */
import { jobsWithText } from './job-words.ts';
import type { ReadDb } from './read-db.ts';

/** What narrows a list: names resolved to uids, words checked. */
export interface JobsFilter {
  states: readonly string[];
  clusterUid?: string | undefined;
  experimentUid?: string | undefined;
  owner?: string | undefined;
  /** Part of the JSON of the tags: `"key":`, `"key":"value"` or `"key":"start`. */
  tag?: string | undefined;
  /** 0 low, 1 normal, 2 high. */
  priorities?: readonly number[] | undefined;
  /** ms since 1970 of the submission: at or after, before. */
  since?: number | undefined;
  until?: number | undefined;
  /** In any case. */
  text?: string | undefined;
  exit?: number | undefined;
  family?: string | undefined;
  /** What a bulk verb applies to. */
  held?: boolean | undefined;
}

/** The terms of a filter and their values. */
export interface Terms {
  terms: string[];
  values: unknown[];
  /** Whether the jobs that it finds are few and found one by one. */
  few: boolean;
}

/** What a filter of a workspace's jobs is in SQL. */
export function termsOf(db: ReadDb, workspaceUid: string, filter: JobsFilter): Terms {
  const terms = ['workspaceUid = ?'];
  const values: unknown[] = [workspaceUid];
  const add = (term: string, ...given: unknown[]) => {
    terms.push(term);
    values.push(...given);
  };
  const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');
  const { states, priorities = [], since, until, tag, text, exit } = filter;
  if (states.length > 0) add(`state IN (${marks(states)})`, ...states);
  if (priorities.length > 0) add(`priority IN (${marks(priorities)})`, ...priorities);
  for (const column of ['clusterUid', 'experimentUid', 'owner', 'family'] as const) {
    if (filter[column] !== undefined) add(`${column} = ?`, filter[column]);
  }
  if (since !== undefined) add('createdAt >= ?', since);
  if (until !== undefined) add('createdAt < ?', until);
  if (exit !== undefined) add('exitCode = ?', exit);
  if (filter.held !== undefined) add('held = ?', filter.held ? 1 : 0);
  let few = false;
  /** Narrows to the jobs whose words contain it, where they are few: says whether they are. */
  const addWords = (wanted: string): boolean => {
    const found = jobsWithText(db, workspaceUid, wanted);
    if (found) add('"order" IN (SELECT value FROM json_each(?))', JSON.stringify(found));
    few ||= found !== null;
    return found !== null;
  };
  // Owners and tags are among the words, there in lower case.
  if (filter.owner !== undefined) addWords(lowered(filter.owner));
  if (tag !== undefined) {
    addWords(lowered(tag));
    add('instr(tags, ?) > 0', tag);
  }
  const wanted = lowered(text ?? '');
  if (wanted !== '' && !addWords(wanted)) add('instr(words, ?) > 0', wanted);
  return { terms, values, few };
}

/** As SQLite's `lower` does it, which knows the letters of ASCII. */
const lowered = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
