/** How bad what a line tells is, by its words. `plain`: it tells of no trouble. */
export const logLevels = ['error', 'warning', 'plain'] as const;
export type LogLevel = (typeof logLevels)[number];
