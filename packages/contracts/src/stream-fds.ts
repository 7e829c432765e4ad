/** The file descriptors of a process that are kept as streams. */
export const streamFds = ['stdout', 'stderr'] as const;
export type StreamFd = (typeof streamFds)[number];
