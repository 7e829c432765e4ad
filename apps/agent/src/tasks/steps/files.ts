import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inside } from '../inside.ts';
import type { Step } from '../step.ts';

/** Places the job's own files in its working directory: text from the plan, or content by hash from the server. */
export const files: Step = {
  name: 'files',
  when: 'forward',
  async run({ record, layout, blobs, stopping }) {
    for (const planned of record.plan.files) {
      const path = inside(layout.work, planned.path);
      mkdirSync(dirname(path), { recursive: true });
      rmSync(path, { force: true });
      if (planned.text !== undefined) writeFileSync(path, planned.text, { flag: 'wx' });
      else if (planned.sha256 !== undefined) await blobs.place(planned.sha256, path, stopping);
      else throw new Error(`the plan gives no content for ${planned.path}`);
      chmodSync(path, planned.executable ? 0o755 : 0o644);
    }
  },
};
