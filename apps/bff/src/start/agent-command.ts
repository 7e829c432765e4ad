import { fileURLToPath } from 'node:url';

/** One MiB of young generation: an agent makes little, and a smaller process is forked sooner for each task. */
const agentFlags = ['--max-semi-space-size=1', '--v8-pool-size=1', '--optimize-for-size'];

/** How agents are started: by this same Node, from the source beside ours or from the bundle beside ours. */
export function agentCommand(base: string): string[] {
  const [folder, extension] = base.endsWith('.ts') ? ['src', 'ts'] : ['dist', 'js'];
  const entry = fileURLToPath(new URL(`../../agent/${folder}/main.${extension}`, base));
  return [process.execPath, ...agentFlags, entry];
}
