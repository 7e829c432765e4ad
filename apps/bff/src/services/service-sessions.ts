import type { Duplex } from 'node:stream';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { OpenedPort } from '@trainyard/control/interface';
import type { Credentials } from '../access/authenticate.ts';
import { hashSecret } from '../access/secret-hash.ts';
import type { Doors } from '../doors.ts';
import { createOpenConnections, type OpenConnections } from '../live/open-connections.ts';

/** Each number with its reason. */
const limits = {
  /** A browser follows the address at once; what lies in a history or a log opens nothing. */
  ticketMs: 60_000,
  /** A working day with room; afterwards it is opened again from the job. */
  sessionMs: 12 * 3_600_000,
  /** Of one person: tabs of a few days' work. The oldest goes. */
  perPerson: 64,
  /** Both directions of each tab's WebSockets and requests; a node takes 128 channels in all. */
  connections: 48,
} as const;

/** A service that somebody opened. Names and secrets are of chance, and only hashes of secrets are kept. */
export interface ServiceSession extends OpenedPort {
  uid: string;
  label: string;
  service: string;
  /** Sends to and received from the service, for the audit. */
  bytesIn: number;
  bytesOut: number;
  /** Everything that ends with it. */
  readonly open: Set<Duplex>;
}

interface Held {
  session: ServiceSession;
  tokenUid: string;
  /** Of the ticket until it is used, then of the cookie. */
  hash: string;
  redeemed: boolean;
  expiresAt: number;
  end(): void;
}

export interface OpenedSession {
  label: string;
  ticket: string;
  expiresAt: number;
}

/** All services that people have open, in memory: a server that starts anew has none. */
export interface ServiceSessions {
  /** Records the opening and answers a ticket. Refusals are Faults. */
  open(jobUid: string, service: string, credentials: Credentials): Promise<OpenedSession>;
  /** A ticket for a cookie's secret, once; undefined when it is none of this label's. */
  redeem(label: string, ticket: string): { secret: string; seconds: number } | undefined;
  /** The session of a label, for who shows its secret. */
  admit(label: string, secrets: readonly string[]): ServiceSession | undefined;
  /** False when it has as many connections as it may. */
  join(session: ServiceSession, stream: Duplex): boolean;
  onEvents(events: readonly TrainyardEvent[]): void;
  closeSession(hash: string): void;
  close(): void;
}

type Ports = Pick<Doors, 'execute' | 'ids' | 'clock' | 'logger'>;

export function createServiceSessions(ports: Ports): ServiceSessions {
  const { execute, ids, clock } = ports;
  const byLabel = new Map<string, Held>();
  const resting: OpenConnections = createOpenConnections(clock);

  function endOldest(tokenUid: string): void {
    const own = [...byLabel.values()].filter((held) => held.tokenUid === tokenUid);
    for (const { end } of own.slice(0, Math.max(0, own.length - limits.perPerson + 1))) end();
  }

  function hold(session: ServiceSession, credentials: Credentials, ticket: string): Held {
    const { tokenUid, actor } = credentials;
    const expiresAt = Math.min(clock.now() + limits.sessionMs, credentials.expiresAt ?? Number.POSITIVE_INFINITY);
    const held: Held = { session, tokenUid, hash: hashSecret(ticket), redeemed: false, expiresAt, end };
    const forget = resting.add({ ...credentials, expiresAt }, end);
    const cancelTicket = clock.setTimeout(() => {
      if (!held.redeemed) end();
    }, limits.ticketMs);
    byLabel.set(session.label, held);
    return held;

    function end(): void {
      if (!byLabel.delete(session.label)) return;
      forget();
      cancelTicket();
      for (const stream of [...session.open]) stream.destroy();
      const { uid, bytesIn, bytesOut } = session;
      const how = { exitCode: null, signal: null, why: null, bytesIn, bytesOut };
      execute('channel.close', { uid, end: how }, actor).catch((error: unknown) => {
        // The next start of the server closes what is left open.
        ports.logger.error({ err: error, channel: uid }, 'the end of a service could not be recorded');
      });
    }
  }

  return {
    async open(jobUid, service, credentials) {
      endOldest(credentials.tokenUid);
      const uid = ids.uid();
      const opened = await execute('service.open', { uid, jobUid, service }, credentials.actor);
      // Host names know no capital letters, which base64 tells apart: the hash has as much chance in it.
      const label = hashSecret(ids.secret(32)).slice(0, 40);
      const ticket = ids.secret(32);
      const session = { ...opened, uid, label, service, bytesIn: 0, bytesOut: 0, open: new Set<Duplex>() };
      hold(session, credentials, ticket);
      return { label, ticket, expiresAt: clock.now() + limits.ticketMs };
    },
    redeem(label, ticket) {
      const held = byLabel.get(label);
      if (!held || held.redeemed || held.hash !== hashSecret(ticket)) return undefined;
      const secret = ids.secret(32);
      held.redeemed = true;
      held.hash = hashSecret(secret);
      return { secret, seconds: Math.floor((held.expiresAt - clock.now()) / 1000) };
    },
    admit(label, secrets) {
      const held = byLabel.get(label);
      if (!held?.redeemed) return undefined;
      return secrets.some((secret) => hashSecret(secret) === held.hash) ? held.session : undefined;
    },
    join(session, stream) {
      if (!byLabel.has(session.label) || session.open.size >= limits.connections) return false;
      session.open.add(stream);
      stream.once('close', () => session.open.delete(stream));
      return true;
    },
    onEvents(events) {
      resting.onEvents(events);
      for (const { type, subject } of events) {
        if (type !== 'task.ended' && type !== 'task.deleted') continue;
        for (const { session, end } of [...byLabel.values()]) if (session.taskUid === subject.uid) end();
      }
    },
    closeSession: (hash) => resting.closeSession(hash),
    close() {
      for (const { end } of [...byLabel.values()]) end();
    },
  };
}
