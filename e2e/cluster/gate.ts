import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RigServer } from './server.ts';

/** Where a job waits until the test lets it go on: whatever the speed of the machine, both know where the other stands. */
export class Gate {
  /** It is open once this file is there. */
  readonly file: string;

  constructor(server: RigServer, name: string) {
    this.file = join(server.home, `gate-${name}`);
  }

  /** A line of shell that waits until the gate is open. */
  get wait(): string {
    return `until ${this.isOpen}; do sleep 0.05; done`;
  }

  /** A condition of the shell. */
  get isOpen(): string {
    return `[ -e '${this.file}' ]`;
  }

  open(): void {
    writeFileSync(this.file, '');
  }
}
