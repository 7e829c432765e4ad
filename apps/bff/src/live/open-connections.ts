import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Clock } from '@trainyard/runtime/clock';
import type { Credentials } from '../access/authenticate.ts';

interface Open {
  tokenUid: string;
  sessionHash: string | undefined;
  end(): void;
}

/** Connections rest on a token or session: when that is revoked, closed or expires, they are cut at once. */
export interface OpenConnections {
  /** Answers the way to forget a connection that ended by itself. */
  add(credentials: Credentials, end: () => void): () => void;
  onEvents(events: readonly TrainyardEvent[]): void;
  closeSession(hash: string): void;
  readonly size: number;
}

export function createOpenConnections(clock: Clock): OpenConnections {
  const open = new Set<Open>();
  const endThose = (which: (one: Open) => boolean): void => {
    for (const one of [...open]) if (which(one)) one.end();
  };
  return {
    get size() {
      return open.size;
    },
    add({ tokenUid, session, expiresAt }, end) {
      const one = { tokenUid, sessionHash: session?.hash, end };
      open.add(one);
      let cancel: (() => void) | undefined;
      const watch = (): void => {
        if (expiresAt === null) return;
        const left = expiresAt - clock.now();
        if (left <= 0) end();
        else cancel = clock.setTimeout(watch, left);
      };
      watch();
      return () => {
        open.delete(one);
        cancel?.();
      };
    },
    onEvents(events) {
      for (const { type, subject } of events) {
        if (type === 'token.revoked') endThose((one) => one.tokenUid === subject.uid);
      }
    },
    closeSession: (hash) => endThose((one) => one.sessionHash === hash),
  };
}
