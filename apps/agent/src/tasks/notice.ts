import { renameSync, writeFileSync } from 'node:fs';
import { formatTime } from '@trainyard/contracts/times';
import type { TaskLayout } from './layout.ts';

/** Writes when the node is taken away where the task's processes look for it; whoever reads sees nothing or all of it. */
export function writeNotice({ notice }: TaskLayout, reclaimAt: number): void {
  const draft = `${notice}.draft`;
  writeFileSync(draft, `${JSON.stringify({ reclaimAt: formatTime(reclaimAt), reason: 'nodeReclaimed' })}\n`);
  renameSync(draft, notice);
}
