/** Verbs by the names that they had in Batch AI's first command lines: still taken, and not shown. */

/** By noun: what it was called, and what it is called now. */
const earlier: Record<string, Record<string, readonly [string, string]>> = {
  cluster: { 'list-nodes': ['node', 'list'], 'list-files': ['file', 'list'] },
  job: { 'list-nodes': ['node', 'list'], 'list-files': ['file', 'list'], 'stream-file': ['file', 'stream'] },
};

/** The command line by today's names, and what to say of it; the same where it has no earlier one. `-n` named the job or cluster. */
export function byTodaysNames(args: readonly string[]): { args: string[]; said?: string } {
  const at = args.findIndex((word, at) => Object.hasOwn(earlier[word] ?? {}, args[at + 1] ?? ''));
  const noun = args[at];
  const verb = args[at + 1];
  const now = noun === undefined || verb === undefined ? undefined : earlier[noun]?.[verb];
  if (!now || noun === undefined) return { args: [...args] };
  const option = noun === 'job' ? '--job' : '--cluster';
  const after = args.slice(at + 2).map((word) => word.replace(/^(-n|--name)(?==|$)/, option));
  return {
    args: [...args.slice(0, at + 1), ...now, ...after],
    said: `"${noun} ${verb}" is called "${noun} ${now.join(' ')}" now`,
  };
}
