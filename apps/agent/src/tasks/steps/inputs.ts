import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reason } from '@trainyard/contracts/reasons';
import { inside } from '../inside.ts';
import type { Step, StepContext } from '../step.ts';

/** Downloads at a time: one waits for the disk while the others wait for the network. */
const atOnce = 4;

/** Fetches the files of inputs that an earlier job left with the server. */
export const inputs: Step = {
  name: 'inputs',
  when: 'forward',
  async run(context) {
    const { record, layout, detail } = context;
    const fetched = record.plan.inputDirectories.flatMap((input) => ('files' in input ? [input] : []));
    if (fetched.length === 0) return;
    const left = fetched.flatMap(({ id, files }) => files.map((file) => ({ id, ...file })));
    const total = left.length;
    let done = 0;
    for (const { id } of fetched) mkdirSync(join(layout.inputs, id), { recursive: true });
    detail(reason('inputsFetching', { done, total }));
    const worker = async (): Promise<void> => {
      for (let file = left.shift(); file !== undefined; file = left.shift()) {
        await fetchOne(context, file);
        detail(reason('inputsFetching', { done: ++done, total }));
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, total) }, worker));
  },
};

async function fetchOne(
  { layout, blobs, stopping }: StepContext,
  { id, path, sha256 }: { id: string; path: string; sha256: string },
): Promise<void> {
  const file = inside(join(layout.inputs, id), path);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  await blobs.place(sha256, file, stopping);
  chmodSync(file, 0o444);
}
