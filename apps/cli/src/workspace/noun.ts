import type { Noun } from '../noun.ts';
import { workspaceCreate } from './create.ts';
import { workspaceDelete } from './delete.ts';
import { workspaceGpuTime } from './gpu-time.ts';
import { workspaceList } from './list.ts';
import { workspaceShow } from './show.ts';
import { workspaceUpdate } from './update.ts';
import { workspaceUsage } from './usage.ts';

/** What `trainyard workspace` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [
    workspaceCreate,
    workspaceList,
    workspaceShow,
    workspaceUpdate,
    workspaceUsage,
    workspaceGpuTime,
    workspaceDelete,
  ],
};
