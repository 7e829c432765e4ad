import { controllerActor } from '@trainyard/contracts/actors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { reason } from '@trainyard/contracts/reasons';
import type { FileServerRow } from '@trainyard/db/entities';
import { mountersOf } from '@trainyard/db/file-server-mounts';
import type { Tx } from '@trainyard/db/writer';
import { dropSecrets } from '../commands/secrets.ts';
import type { Controller, ControllerPorts } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** Each makes a disk or starts a program on the host's machine. */
const parallel = 4;
/** How often a file server that is up is looked at: whether it still is, and how full. An event comes of it only when that changed. */
const lookMs = 60_000;
/** What mounts a server that is to go is mostly over at once; where it is not, its end wakes this controller anyway. */
const mountedMs = 5_000;

/** Names in a reason. */
const namedMost = 8;

const actor = controllerActor('file-servers');

/** Has file servers made, looks after them, and has those that were deleted removed once nothing mounts them. */
export function createFileServers(ports: ControllerPorts): Controller {
  const { writer, fileServers, logger } = ports;
  const queue = new WorkQueue(ports.clock, parallel, reconcile, (uid, error) =>
    logger.warn({ fileServer: writer.rows.get('fileServer', uid)?.path ?? uid, error }, 'a file server failed'),
  );

  return {
    name: 'file-servers',
    resync() {
      for (const { uid } of writer.rows.where('fileServer', {})) queue.add(uid);
    },
    wake(events) {
      for (const { subject, type } of events) {
        if (type === 'fileServer.created') queue.add(subject.uid);
      }
      if (events.some(mayFree))
        for (const { uid } of writer.rows.where('fileServer', { state: 'deleting' })) queue.add(uid);
    },
    stop: () => queue.stop(),
  };

  async function reconcile(uid: string): Promise<void> {
    const server = writer.rows.get('fileServer', uid);
    if (!server) return;
    if (server.state === 'deleting') await remove(server);
    else await bringUp(server);
  }

  async function bringUp({ uid, spec }: FileServerRow): Promise<void> {
    try {
      const place = await fileServers.provision({ uid, spec });
      const found = { place, bytesUsed: await fileServers.used(uid), notes: fileServers.notes(spec), errors: [] };
      await ports.change(actor, (tx) => record(tx, uid, { ...found, state: 'succeeded' }));
    } catch (error) {
      const errors = [reason('fileServerFailed', { why: wordsOf(error) })];
      await ports.change(actor, (tx) => record(tx, uid, { errors, notes: fileServers.notes(spec), state: 'failed' }));
      throw error;
    }
    queue.addAfter(uid, lookMs);
  }

  async function remove(server: FileServerRow): Promise<void> {
    const { uid } = server;
    const mountedBy = mountersOf(writer.rows, server).slice(0, namedMost);
    if (mountedBy.length > 0) {
      const names = mountedBy.map(({ kind, name }) => `${kind} ${name}`);
      const errors = [reason('fileServerStillMounted', { mountedBy: names })];
      await ports.change(actor, (tx) => record(tx, uid, { errors, state: 'deleting' }));
      return queue.addAfter(uid, mountedMs);
    }
    try {
      await fileServers.remove(uid);
    } catch (error) {
      const errors = [reason('fileServerNotRemoved', { why: wordsOf(error) })];
      await ports.change(actor, (tx) => record(tx, uid, { errors, state: 'deleting' }));
      throw error;
    }
    await ports.change(actor, (tx) => {
      if (!tx.get('fileServer', uid)) return;
      tx.remove('fileServer', uid, 'fileServer.deleted');
      dropSecrets(tx, uid);
    });
  }
}

type Found = Partial<Pick<FileServerRow, 'place' | 'bytesUsed' | 'notes' | 'errors'>> & Pick<FileServerRow, 'state'>;

/** Writes down what differs. One that is to go meanwhile is not called back. */
function record(tx: Tx, uid: string, found: Found): void {
  const row = tx.get('fileServer', uid);
  if (!row || (row.state === 'deleting' && found.state !== 'deleting')) return;
  const stateAt = row.state === found.state ? row.stateAt : tx.now;
  tx.update('fileServer', uid, { ...found, stateAt }, 'fileServer.updated');
}

/** A deletion that begins, or something that mounted a server and does so no more. */
function mayFree({ type, subject, changed }: TrainyardEvent): boolean {
  if (type === 'fileServer.updated') return changed.state === 'deleting';
  return (
    type === 'cluster.deleted' ||
    (subject.kind === 'job' && (changed.state === 'succeeded' || changed.state === 'failed'))
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
