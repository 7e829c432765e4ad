import { isAlive, type ProcessIdentity } from '@trainyard/runtime/node/process-stat';

/** Sends a signal to exactly this process; does nothing when it is gone or its pid is another's by now. */
export function signal(identity: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
