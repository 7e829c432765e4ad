import type { Writer } from '@trainyard/db/writer';
import type { FileServerHost } from '@trainyard/provisioners/file-server-host';
import type { Provisioner } from '@trainyard/provisioners/port';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import type { Ids } from '@trainyard/runtime/ids';
import type { Vault } from '@trainyard/runtime/node/vault';
import type { Policy, Scheduler } from '@trainyard/scheduler/interface';

/** What control says of itself. */
export interface ControlLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Everything that control needs from outside; tests and simulation bring their own. */
export interface ControlPorts {
  writer: Writer;
  clock: Clock;
  chance: Chance;
  ids: Ids;
  vault: Vault;
  /** Directory in which local storage accounts lie that name none of their own. */
  storageHome: string;
  /** By kind. */
  provisioners: Record<string, Provisioner>;
  fileServers: FileServerHost;
  logger: ControlLogger;
  /** Most bytes that a job's files may hold together; the package's own limit when absent. */
  codeBytesMost?: number | undefined;
  /** Makes the brain; the package's own when absent. */
  scheduler?: (policy: Policy) => Scheduler;
}
