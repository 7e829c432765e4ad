import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';

/** What every panel of the job page is given; the rest it asks for itself. Attempts are those of this job, oldest first. */
export interface PanelProps {
  job: Job;
  attempts: Attempt[];
}
