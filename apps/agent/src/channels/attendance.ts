import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelTarget } from '@trainyard/contracts/channel';
import { quote } from '../executors/wrapper.ts';
import { programsOf } from '../mpi/programs.ts';
import { layoutOf, type TaskLayout } from '../tasks/layout.ts';

/** One empty file for each open channel into the task: a program of the task sees by it whether anybody is there. */
const attendedIn = ({ programs }: TaskLayout): string => join(programs, 'attended');

/** Left behind by one that closed, until it was seen: requests of a page take milliseconds. */
const visit = 'visit';

/** Marks a channel into a task as open; answers how to mark its end. What leads into the node, or from task to task, marks nothing. */
export function attend(nodeHome: string, target: ChannelTarget, id: string): () => void {
  if (target.kind === 'node' || (target.kind === 'task' && target.lasting)) return () => {};
  const directory = attendedIn(layoutOf(nodeHome, target.fence));
  const mark = (name: string): void => {
    // A task without it is not prepared, or is gone.
    if (existsSync(directory)) writeFileSync(join(directory, name), '');
  };
  mark(id);
  return () => {
    mark(visit);
    rmSync(join(directory, id), { force: true });
  };
}

/**
 * Writes the program that keeps a session alive: it ends with 0 once no channel led into the task for as many seconds as it is told
 * (half an hour unless it is), so that a job whose command it is ends when nobody uses it. No channel outlives its agent, so the marks
 * of an earlier one are taken away.
 */
export function writeUntilIdle(layout: TaskLayout): void {
  const directory = attendedIn(layout);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(
    programsOf(layout).untilIdle,
    `#!/bin/sh
seconds=\${1:-1800}
case $seconds in
''|*[!0-9]*) echo "say after how many seconds without a connection to end, not '$seconds'" >&2; exit 2;;
esac
echo "waits until nobody was connected for $seconds s"
quiet=0
while [ "$quiet" -lt "$seconds" ]; do
  sleep 1
  if [ -n "$(ls -A ${quote(directory)} 2>/dev/null)" ]; then
    quiet=0
    rm -f ${quote(join(directory, visit))}
  else
    quiet=$((quiet + 1))
  fi
done
echo "nobody was connected for $seconds s: ends"
`,
    { mode: 0o700 },
  );
}
