import type { Fence } from '@trainyard/contracts/attempt';
import type { Channel } from '@trainyard/sdk/channel';
import { type Live, openLive } from '@trainyard/sdk/live';
import { adminToken, type RigServer } from './server.ts';

/** A live client of somebody who may do all, or who brings a token. */
export function liveOf(server: RigServer, token = adminToken): Live {
  return openLive({ url: server.url, token, via: 'cli' });
}

export interface Said {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  signal: string | null;
}

/** Everything that a channel says until its end. */
export async function allOf(channel: Channel): Promise<Said> {
  const parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for await (const { fd, bytes } of channel) parts[fd].push(Buffer.from(bytes));
  const text = (fd: 'stdout' | 'stderr'): string => Buffer.concat(parts[fd]).toString('utf8');
  return { stdout: text('stdout'), stderr: text('stderr'), ...(await channel.ended) };
}

type Place = { kind: 'node'; nodeUid: string } | { kind: 'task'; fence: Fence };

/** A shell line without a terminal. */
export async function run(live: Live, where: Place, line: string): Promise<Said> {
  const channel = await live.openChannel({ ...where, command: ['bash', '-c', line], terminal: null });
  await channel.end();
  return allOf(channel);
}
