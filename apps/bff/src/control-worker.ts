/** The conductor's thread: the one writer of the database, control, and where nodes come from. */
import { parentPort } from 'node:worker_threads';
import { createControl } from '@trainyard/control/control';
import type { Control } from '@trainyard/control/interface';
import { lastSeq } from '@trainyard/db/event-log';
import { openForWriting } from '@trainyard/db/open';
import { createWriter, type Writer } from '@trainyard/db/writer';
import { createLocalProvisioner } from '@trainyard/provisioners/local/provisioner';
import { createLogger } from '@trainyard/runtime/node/logger';
import { systemChance, systemClock, systemIds } from '@trainyard/runtime/node/system';
import { openVault } from '@trainyard/runtime/node/vault';
import { answerOver, type Wire } from '@trainyard/runtime/node/worker-port';
import { faultCodec } from './threads/faults.ts';
import type { ControlOptions, ControlProtocol } from './threads/protocol.ts';

let opened: { control: Control; writer: Writer } | undefined;

function mustBeOpen(): { control: Control; writer: Writer } {
  if (!opened) throw new Error('control is not open');
  return opened;
}

function open({ database, vaultFile, logLevel, codeBytesMost, local }: ControlOptions): { seq: number } {
  const logger = createLogger('control', logLevel, { write: (line) => main.note('log', line) });
  const connection = openForWriting(database);
  const writer = createWriter(connection, { clock: systemClock, defer: setImmediate });
  const quiet = { info: (text: string) => logger.info(text), warn: (text: string) => logger.warn(text) };
  const provisioner = createLocalProvisioner({ ...local, clock: systemClock, logger: quiet, logLevel });
  const control = createControl(
    {
      writer,
      clock: systemClock,
      chance: systemChance,
      ids: systemIds,
      vault: openVault(vaultFile),
      provisioners: { local: provisioner },
      codeBytesMost,
      logger,
    },
    { forecasts: true },
  );
  control.onEvents((events) => main.note('events', JSON.stringify(events)));
  control.onDesired((nodeUid, desired) => main.note('desired', { nodeUid, desired }));
  opened = { control, writer };
  return { seq: lastSeq(connection) };
}

const main = answerOver<ControlProtocol>(parentPort as Wire, faultCodec, {
  open,
  execute: ({ name, input, actor }) => mustBeOpen().control.execute(name, input as never, actor),
  ping: () => {
    mustBeOpen();
    return null;
  },
  start: async () => {
    await mustBeOpen().control.start();
    return null;
  },
  stop: async () => {
    const { control, writer } = mustBeOpen();
    await control.stop();
    writer.close();
    return null;
  },
});
