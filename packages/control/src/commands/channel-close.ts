import type { ChannelRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { ChannelEnd } from '../interface.ts';
import type { PolicyObject } from '../policies/decide.ts';
import type { Command } from './command.ts';
import { installation } from './find.ts';

/** Records how a channel ended, and after how long. */
export const channelClose: Command<'channel.close'> = {
  verb: 'operate',
  locate(tx, { uid }) {
    const row = tx.get('channel', uid);
    return row ? asChannel(row) : installation('channels');
  },
  run(tx, { uid, end }) {
    const row = tx.get('channel', uid);
    if (row) close(tx, row, end);
    return { uid };
  },
};

/** Channels live as long as the server that relays them: what a new one finds open ended with the old. */
export const channelCloseAll: Command<'channel.closeAll'> = {
  verb: 'operate',
  locate: () => installation('channels'),
  run(tx, { why }) {
    const open = tx.where('channel', {});
    for (const row of open) close(tx, row, { exitCode: null, signal: null, why, bytesIn: 0, bytesOut: 0 });
    return { closed: open.length };
  },
};

/** Whoever may open it may close it: what it leads into may be gone by now. */
function asChannel({ path, workspaceUid, nodeUid, fence }: ChannelRow): PolicyObject {
  const attempt = fence === null ? {} : { attempt: fence.slice(0, fence.lastIndexOf('/')) };
  return { kind: fence === null ? 'node' : 'job', name: path, workspaceUid, nodeUid, ...attempt };
}

/** The event says again whose it was: nobody has to look for its opening. */
function close(tx: Tx, { uid, createdAt, nodeUid, target, command, openedBy }: ChannelRow, end: ChannelEnd): void {
  const last = { nodeUid, target, command, openedBy, ms: Math.max(0, tx.now - createdAt), ...end };
  tx.remove('channel', uid, 'channel.closed', undefined, last);
}
