/** Many jobs as requests that the server takes, each with a key of its own. Pure. */
import { jobsAtOnceMost, jobsBytesMost } from '@trainyard/contracts/job';

export type JobBody = Record<string, unknown> & { name: string };

export interface JobsRequest {
  /** Place of its first job among all. */
  from: number;
  body: { common: Record<string, unknown>; jobs: JobBody[]; idempotencyKey: string };
}

/** What a request holds beside its jobs: braces, field names and the key. */
const frameBytes = 1024;

/**
 * Splits jobs where one request would hold too many, or more bytes than the server takes. The same jobs are split in the same way, so the same
 * key gives the same keys: `KEY` for one request, else `KEY.1`, `KEY.2` …
 */
export function requestsOf(
  common: Record<string, unknown>,
  jobs: readonly JobBody[],
  key: string,
  most = { jobs: jobsAtOnceMost, bytes: jobsBytesMost },
): JobsRequest[] {
  const room = most.bytes - frameBytes - bytesOf(common);
  const parts: { from: number; jobs: JobBody[]; bytes: number }[] = [];
  for (const [at, job] of jobs.entries()) {
    const bytes = bytesOf(job) + 1;
    const last = parts.at(-1);
    if (last && last.jobs.length < most.jobs && last.bytes + bytes <= room) {
      last.jobs.push(job);
      last.bytes += bytes;
    } else parts.push({ from: at, jobs: [job], bytes });
  }
  return parts.map(({ from, jobs }, at) => ({
    from,
    body: { common, jobs, idempotencyKey: parts.length === 1 ? key : `${key}.${at + 1}` },
  }));
}

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).byteLength;
