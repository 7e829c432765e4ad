import type { Noun } from '../noun.ts';
import { jobAttemptList } from './attempt-list.ts';
import { jobCapsule, jobCapsuleCheck } from './capsule.ts';
import { jobCreate } from './create.ts';
import { jobDelete } from './delete.ts';
import { jobDiff } from './diff.ts';
import { jobExplain } from './explain.ts';
import { jobFamilies } from './families.ts';
import { jobFileDownload } from './file-download.ts';
import { jobFileLink } from './file-link.ts';
import { jobFileList } from './file-list.ts';
import { jobFileStream } from './file-stream.ts';
import { jobList } from './list.ts';
import { jobLoginList } from './login-list.ts';
import { jobLogs } from './logs.ts';
import { jobMany } from './many.ts';
import { jobNodeExec } from './node-exec.ts';
import { jobNodeList } from './node-list.ts';
import { jobPlan } from './plan.ts';
import { jobPreemptionList } from './preemption-list.ts';
import { jobResubmit } from './resubmit.ts';
import { jobServiceOpen } from './service-open.ts';
import { jobShow } from './show.ts';
import { jobTerminate } from './terminate.ts';
import { jobTop } from './top/top.ts';
import { jobUnitList } from './unit-list.ts';
import { jobHold, jobRelease, jobUpdate } from './update.ts';
import { jobWait } from './wait.ts';

/** What `trainyard job` can do; loaded when it is meant. */
export const noun: Noun = {
  verbs: [
    jobCreate,
    jobPlan,
    jobList,
    jobShow,
    jobExplain,
    jobWait,
    jobLogs,
    jobTop,
    jobUpdate,
    jobHold,
    jobRelease,
    jobTerminate,
    jobResubmit,
    jobDiff,
    jobCapsule,
    jobCapsuleCheck,
    jobDelete,
    jobMany,
    jobFamilies,
  ],
  nouns: {
    node: { summary: 'Nodes of a job', verbs: [jobNodeList, jobNodeExec] },
    login: { summary: 'Signing in to the nodes of a job by ssh', verbs: [jobLoginList] },
    service: { summary: 'Pages that a job serves', verbs: [jobServiceOpen] },
    attempt: { summary: 'Attempts of a job', verbs: [jobAttemptList] },
    unit: { summary: 'Units of a job: shards of an array', verbs: [jobUnitList] },
    preemption: { summary: 'Receipts of pre-emptions', verbs: [jobPreemptionList] },
    file: { summary: 'Files of a job', verbs: [jobFileList, jobFileDownload, jobFileStream, jobFileLink] },
  },
};
