import type { Step } from './step.ts';
import { artifacts } from './steps/artifacts.ts';
import { container } from './steps/container.ts';
import { directories } from './steps/directories.ts';
import { exitCodes } from './steps/exit-codes.ts';
import { files } from './steps/files.ts';
import { gate } from './steps/gate.ts';
import { image } from './steps/image.ts';
import { inputs } from './steps/inputs.ts';
import { jobShell } from './steps/job-shell.ts';
import { logs } from './steps/logs.ts';
import { mirror } from './steps/mirror.ts';
import { outputs } from './steps/outputs.ts';
import { preparation } from './steps/preparation.ts';
import { processes } from './steps/processes.ts';
import { programs } from './steps/programs.ts';
import { restore } from './steps/restore.ts';
import { stop } from './steps/stop.ts';
import { unmount } from './steps/unmount.ts';
import { volumes } from './steps/volumes.ts';

/** The life of a task, in order. */
export const steps: readonly Step[] = [
  directories,
  volumes,
  outputs,
  image,
  files,
  inputs,
  restore,
  programs,
  jobShell,
  preparation,
  gate,
  processes,
  exitCodes,
  stop,
  container,
  mirror,
  artifacts,
  unmount,
  logs,
];
