import type { Archive } from '@trainyard/archive/archive';
import type { CodeLimits } from '@trainyard/contracts/code-limits';
import type { Clock } from '@trainyard/runtime/clock';
import type { Ids } from '@trainyard/runtime/ids';
import type { Logger } from '@trainyard/runtime/node/logger';
import type { Vault } from '@trainyard/runtime/node/vault';
import type { Authenticator } from './access/authenticate.ts';
import type { HostRule } from './access/origin.ts';
import type { Throttle } from './access/throttle.ts';
import type { Trees } from './files/trees.ts';
import type { GpuTimeBook } from './gpu-time/gpu-time-book.ts';
import type { PortalBuild } from './http/portal/portal-build.ts';
import type { DiskMeter } from './keeping/disk-meter.ts';
import type { LogSearcher } from './logs/log-searcher.ts';
import type { ServiceDoor } from './services/service-door.ts';
import type { Home } from './start/home.ts';
import type { Execute, Read } from './threads/protocol.ts';
import type { VitalsBook } from './vitals/vitals-book.ts';

/** What the doors share: verbs and questions, never the threads or the database behind them. */
export interface Doors {
  execute: Execute;
  read: Read;
  archive: Archive;
  /** Files of jobs, file servers and storage accounts. */
  trees: Trees;
  /** Signs what comes back to the server; nothing is opened here. */
  vault: Pick<Vault, 'sign' | 'verify'>;
  /** Where the server's own files are. */
  home: Pick<Home, 'dir' | 'storage'>;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  authenticate: Authenticator;
  hosts: HostRule;
  throttle: Throttle;
  services: Pick<ServiceDoor, 'open'>;
  disk: DiskMeter;
  /** The built portal's own files. */
  portal: Pick<PortalBuild, 'capsule'>;
  /** How what runs fares. */
  vitals: VitalsBook;
  /** Where the time of GPUs went. */
  gpuTime: Pick<GpuTimeBook, 'of'>;
  /** seq of the newest event. */
  seq(): number;
  logSearcher: LogSearcher;
  /** What a job may ship. */
  codeLimits: CodeLimits;
}
