import { setTimeout as rest } from 'node:timers/promises';
import { Fault } from '@trainyard/contracts/errors';
import type { FileServer } from '@trainyard/contracts/file-server';
import type { Context } from '../context.ts';

/** Making a disk takes a second or so. */
const askMs = 500;

/** Waits until a file server is not in this state any more; undefined once it is gone. */
export async function untilNot(
  context: Context,
  params: { workspace: string; name: string },
  state: FileServer['provisioningState'],
): Promise<FileServer | undefined> {
  for (;;) {
    try {
      const server = await context.client.call('getFileServer', { params });
      if (server.provisioningState !== state) return server;
    } catch (error) {
      if (error instanceof Fault && error.code === 'FileServerNotFound') return undefined;
      throw error;
    }
    await rest(askMs);
  }
}
