import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { TokenRow } from '@trainyard/db/entities';
import type { Read } from '../threads/protocol.ts';

/** Far more than people and programs of one installation; beyond it the oldest goes and is read again. */
const tokensMost = 1_000;

/**
 * Tokens that were presented lately, so that not every request asks the reading thread who it is from. An event about any token
 * forgets them all before the answer of the command that caused it leaves: a revoked token opens nothing afterwards.
 */
export interface KnownTokens {
  /** The token whose secret has this hash, revoked and expired ones included; null when there is none. */
  byHash(hash: string): Promise<TokenRow | null>;
  onEvents(events: readonly TrainyardEvent[]): void;
}

export function createKnownTokens(read: Read): KnownTokens {
  let known = new Map<string, TokenRow>();
  return {
    async byHash(hash) {
      const held = known.get(hash);
      if (held) return held;
      const asked = known;
      const row = await read('token.byHash', { hash });
      // What was read before a change must not outlive it, so it goes into the map of its time.
      if (row) {
        const oldest = asked.size >= tokensMost ? asked.keys().next().value : undefined;
        if (oldest !== undefined) asked.delete(oldest);
        asked.set(hash, row);
      }
      return row;
    },
    onEvents(events) {
      if (events.some(({ subject }) => subject.kind === 'token')) known = new Map();
    },
  };
}
