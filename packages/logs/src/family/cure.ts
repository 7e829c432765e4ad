/** What is different between a job that failed and one that did not, as people say it: `--batch-size 48 → 32`. Pure. */
import type { CureChange } from '@trainyard/contracts/failure';
import { jobDiff } from '@trainyard/contracts/job-diff';

/** More differences than these make another job, and no cure. */
const changesMost = 16;
const valueMost = 120;

/** Fields that say nothing of why a job went well. */
const besides: ReadonlySet<string> = new Set([
  'tags',
  'schedulingPriority',
  'queue',
  'retention',
  'dependsOn',
  'secrets',
]);

/** Differences of two bodies of jobs; those of commands word by word. */
export function differences(from: object, to: object): CureChange[] {
  const kept = (body: object) => Object.fromEntries(Object.entries(body).filter(([name]) => !besides.has(name)));
  const changes = jobDiff(kept(from), kept(to)).flatMap(({ path, before, after, words }): CureChange[] =>
    words === null
      ? [{ what: path, from: textOf(before), to: textOf(after) }]
      : words.map((word) => ({ what: word.name ?? path, from: textOf(word.before), to: textOf(word.after) })),
  );
  return changes.slice(0, changesMost);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > valueMost ? `${text.slice(0, valueMost - 1)}…` : text;
}
