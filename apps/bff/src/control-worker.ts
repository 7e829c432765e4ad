/** The conductor's thread: the one writer of the database, control, and where nodes come from. */
import { parentPort } from 'node:worker_threads';
import { createControl } from '@trainyard/control/control';
import type { Control } from '@trainyard/control/interface';
import { lastSeq } from '@trainyard/db/event-log';
import { openForWriting } from '@trainyard/db/open';
import { createWriter, type Writer } from '@trainyard/db/writer';
import type { FileServerHost } from '@trainyard/provisioners/file-server-host';
import { createLocalFileServers } from '@trainyard/provisioners/local/file-servers/host';
import { createLocalProvisioner } from '@trainyard/provisioners/local/provisioner';
import { createLogger } from '@trainyard/runtime/node/logger';
import { systemChance, systemClock, systemIds } from '@trainyard/runtime/node/system';
import { openVault } from '@trainyard/runtime/node/vault';
import { answerOver, type Wire } from '@trainyard/runtime/node/worker-port';
import { faultCodec } from './threads/faults.ts';
import type { ControlOptions, ControlProtocol } from './threads/protocol.ts';

interface Opened {
  control: Control;
  writer: Writer;
  fileServers: FileServerHost;
}

let opened: Opened | undefined;

function mustBeOpen(): Opened {
  if (!opened) throw new Error('control is not open');
  return opened;
}

function open(options: ControlOptions): { seq: number } {
  const { database, vaultFile, storageHome, logLevel, codeBytesMost, local, fileServers: place } = options;
  const logger = createLogger('control', logLevel, { write: (line) => main.note('log', line) });
  const connection = openForWriting(database);
  const writer = createWriter(connection, { clock: systemClock, defer: setImmediate });
  const quiet = { info: (text: string) => logger.info(text), warn: (text: string) => logger.warn(text) };
  const provisioner = createLocalProvisioner({ ...local, clock: systemClock, logger: quiet, logLevel });
  const fileServers = createLocalFileServers({ ...place, clock: systemClock, logger: quiet });
  const control = createControl(
    {
      writer,
      clock: systemClock,
      chance: systemChance,
      ids: systemIds,
      vault: openVault(vaultFile),
      storageHome,
      provisioners: { local: provisioner },
      fileServers,
      codeBytesMost,
      logger,
    },
    { forecasts: true },
  );
  control.onEvents((_events, texts) => main.note('events', `[${texts.join()}]`));
  control.onDesired((nodeUid, desired) => main.note('desired', { nodeUid, desired }));
  opened = { control, writer, fileServers };
  return { seq: lastSeq(connection) };
}

const main = answerOver<ControlProtocol>(parentPort as Wire, faultCodec, {
  open,
  execute: async ({ name, input, actor }) =>
    JSON.stringify((await mustBeOpen().control.execute(name, input as never, actor)) ?? null),
  ping: () => {
    mustBeOpen();
    return null;
  },
  start: async () => {
    await mustBeOpen().control.start();
    return null;
  },
  stop: async () => {
    const { control, writer, fileServers } = mustBeOpen();
    await control.stop();
    await fileServers.stop();
    writer.close();
    return null;
  },
});
