import { lstatSync } from 'node:fs';
import { inside } from '../inside.ts';
import type { Step } from '../step.ts';

/** Puts the checkpoints of earlier attempts back where the job finds them. The server has them, so they are not sent again. */
export const restore: Step = {
  name: 'restore',
  when: 'forward',
  async run({ record, layout, files, stopping, note }) {
    for (const { path, sha256, bytes } of record.plan.restore) {
      const file = inside(layout.checkpoints, path);
      await files.download(sha256, file, stopping);
      record.shipped.push({ path, bytes, mtimeMs: lstatSync(file).mtimeMs });
      note(`restored checkpoint ${path}`);
    }
  },
};
