/** Living jobs that mount a file server, so that who mounts one is found without reading all jobs: see file-server-mounts. */
export const sql = `
CREATE INDEX jobsWithFileServers ON jobs (uid)
  WHERE state IN ('queued', 'running', 'terminating') AND instr(spec, '"fileServers"') > 0;
`;
