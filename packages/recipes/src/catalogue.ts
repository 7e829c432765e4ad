/** Every recipe: what to submit and which files to ship with it. */
import type { JobCreateInput } from '@trainyard/contracts/job';
import { digits } from './digits.ts';
import { digitsTorch } from './digits-torch.ts';
import { jupyter, session } from './sessions.ts';

/** A file to upload with a job. */
export interface RecipeFile {
  /** Where the job finds it, relative to its working directory. */
  path: string;
  /** Absolute path of the file here. */
  source: string;
}

export interface Recipe {
  name: string;
  summary: string;
  /** The body of the job; name, cluster and files are added by whoever submits it. */
  job: Omit<JobCreateInput, 'name' | 'cluster' | 'files'>;
  /** Lists the files to ship; `cacheDir` keeps what had to be made. Throws when something it is made from is absent. */
  files(cacheDir: string): Promise<RecipeFile[]>;
}

export const recipes: readonly Recipe[] = [digits, digitsTorch, session, jupyter];
