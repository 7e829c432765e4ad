import { fileURLToPath } from 'node:url';

/** How agents are started: by this same Node, from the source beside ours or from the bundle beside ours. */
export function agentCommand(base: string): string[] {
  const [folder, extension] = base.endsWith('.ts') ? ['src', 'ts'] : ['dist', 'js'];
  const entry = fileURLToPath(new URL(`../../agent/${folder}/main.${extension}`, base));
  return [process.execPath, entry];
}
