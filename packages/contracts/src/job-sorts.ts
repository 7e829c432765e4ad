/**
 * What a list of jobs can be sorted by; `-` before it turns the order round. `group` is the portal's own order: what runs, what waits, what
 * has ended, each newest first. What a job does not have (an end, an exit code) stands last either way.
 */
export const jobSorts = [
  'submitted',
  'group',
  'started',
  'ended',
  'duration',
  'name',
  'experiment',
  'cluster',
  'owner',
  'state',
  'priority',
  'nodes',
  'exit',
] as const;
export type JobSort = (typeof jobSorts)[number];
