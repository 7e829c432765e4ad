import { controllerActor } from '@trainyard/contracts/actors';
import { fenceKey } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import { fleetProtocol, type Hello, hello, type Welcome } from '@trainyard/contracts/fleet';
import type { StoredThrough } from '@trainyard/contracts/log-frame';
import { parse } from '@trainyard/contracts/parse';
import type { DesiredSet } from '@trainyard/control/interface';
import type { Namespace, Socket } from 'socket.io';
import * as z from 'zod';
import { refusedChannel } from '../channels/channels.ts';
import type { Doors } from '../doors.ts';
import type { EventHub } from '../live/event-hub.ts';
import { type Listener, listener, listenTo } from '../live/socket-events.ts';
import { AgentLink, type AgentLinkPorts, agentMessages } from './agent-link.ts';
import { checkHello } from './agent-proof.ts';

/** A connection that does not say hello in this time is no agent. */
const helloMs = 10_000;
/** Between two tries to record that a node fell silent. */
const againMs = 1_000;
/** Streams looked up for a welcome: a node's tasks with their processes; more would be told as they are sent. */
const welcomedStreamsMost = 10_000;

export interface FleetPorts extends AgentLinkPorts, Pick<Doors, 'ids'> {
  hub: EventHub;
}

/** The agents' door: who is connected, and what comes and goes. */
export interface FleetDoor {
  /** What a node is to do changed. */
  wants(nodeUid: string, desired: DesiredSet): void;
  /** The connection that a file token belongs to. */
  byFileToken(token: string): AgentLink | undefined;
  /** Nodes in contact. */
  readonly size: number;
  /** From now on a cut is our own doing and says nothing about the node. */
  stop(): void;
}

/** The namespace for agents: contracts/fleet. */
export function openFleetDoor(namespace: Namespace, ports: FleetPorts): FleetDoor {
  const links = new Map<string, AgentLink>();
  const byToken = new Map<string, AgentLink>();
  /** Who sends a stream, so that its acknowledgement finds the way back. */
  const senders = new Map<string, string>();
  let stopped = false;

  const linkPorts: AgentLinkPorts = {
    ...ports,
    sends: (nodeUid, stream) => senders.set(stream, nodeUid),
  };

  ports.hub.on((events: readonly TrainyardEvent[]) => {
    for (const link of links.values()) link.onEvents(events);
  });
  ports.series.onWatched(() => {
    for (const link of links.values()) link.adjustCadence();
  });
  ports.archive.logs.onStored((acks) => {
    for (const ack of acks) {
      const nodeUid = senders.get(ack.stream);
      if (nodeUid !== undefined) links.get(nodeUid)?.stored(ack);
    }
  });
  // After a disk error streams go back: whoever sends them learns from its next welcome where to go on.
  ports.archive.logs.onLost(({ expected }) => {
    for (const { stream } of expected) links.get(senders.get(stream) ?? '')?.socket.disconnect(true);
  });

  namespace.on('connection', (socket) => {
    const nonce = ports.ids.secret(32);
    let link: AgentLink | undefined;
    let greeted = false;
    const late = setTimeout(() => socket.disconnect(true), helloMs);
    late.unref();
    const sayHello = async (given: Hello): Promise<Welcome> => {
      // One hello per nonce: a second one on the same connection proves nothing.
      if (greeted) throw new Fault('InvalidBody', { faults: ['hello was said already'] });
      greeted = true;
      clearTimeout(late);
      const admitted = await admit(socket, given, nonce);
      link = admitted.link;
      return admitted.answer;
    };
    const listeners: Record<string, Listener> = {
      hello: listener(hello, sayHello, (fault) => unwelcome(fault, false)),
    };
    for (const name of agentMessages) {
      listeners[name] = listener(
        z.unknown(),
        (data) => {
          // Before the welcome nothing but a hello is heard.
          if (!link) throw new Fault('Unauthenticated');
          const { schema, handle } = link.listeners[name];
          return handle(parse(schema, data));
        },
        name === 'channelOpen' ? refusedChannel : undefined,
      );
    }
    socket.onAny(() => link?.heard());
    listenTo(socket, ports.logger, listeners, () => ports.count.refused());
    socket.on('disconnect', (why) => {
      clearTimeout(late);
      if (link) left(link, why);
    });
    socket.emit('challenge', { nonce, serverTime: ports.clock.now() });
  });

  async function admit(socket: Socket, given: Hello, nonce: string): Promise<{ answer: Welcome; link?: AgentLink }> {
    const { nodeUid } = given;
    try {
      const key = checkHello(given, nonce, await ports.read('fleet.key', { nodeUid }));
      const node = { uid: nodeUid, name: key.name, clusterUid: key.clusterUid };
      const link = new AgentLink(socket, node, ports.ids.secret(32), linkPorts);
      replace(link);
      const { signature: _, ...facts } = given;
      const desired = await ports.execute('node.hello', { nodeUid, hello: facts }, link.actor);
      link.wants(desired);
      const stored = await storedOf(nodeUid, desired);
      if (!socket.connected || links.get(nodeUid) !== link) throw new Fault('NotThisAgent');
      const welcome = link.welcome();
      const { fileToken } = link;
      const serverTime = ports.clock.now();
      return {
        link,
        answer: { ok: true, protocol: fleetProtocol.max, serverTime, nodeUid, stored, fileToken, ...welcome },
      };
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('Internal', { request: socket.id });
      if (fault !== error) ports.logger.error({ err: error, nodeUid }, 'a hello failed');
      const lasting = ['NodeNotFound', 'NotThisAgent', 'ProtocolMismatch', 'Forbidden'].includes(fault.code);
      ports.logger.warn({ nodeUid, code: fault.code }, `an agent was refused: ${fault.message}`);
      const link = links.get(nodeUid);
      if (link?.socket === socket) left(link, fault.code);
      return { answer: unwelcome(fault, !lasting) };
    }
  }

  /** The newest connection of a node counts: an older one may be a cut that nobody noticed yet. */
  function replace(link: AgentLink): void {
    const old = links.get(link.nodeUid);
    links.set(link.nodeUid, link);
    byToken.set(link.fileToken, link);
    if (!old) return;
    byToken.delete(old.fileToken);
    old.close();
    old.socket.disconnect(true);
  }

  function left(link: AgentLink, why: string): void {
    link.close();
    byToken.delete(link.fileToken);
    if (links.get(link.nodeUid) !== link) return;
    links.delete(link.nodeUid);
    for (const [stream, nodeUid] of senders) if (nodeUid === link.nodeUid) senders.delete(stream);
    tellLost(link.nodeUid, why);
  }

  /** Said until it is recorded or the agent is back: nobody else would notice a node that fell silent while the disk was full. */
  function tellLost(nodeUid: string, why: string): void {
    if (stopped || links.has(nodeUid)) return;
    ports.execute('node.contactLost', { nodeUid, why }, controllerActor('fleet')).catch((error: unknown) => {
      const gone = error instanceof Fault && error.code !== 'StorageFull';
      if (gone) return;
      ports.logger.error({ err: error, nodeUid }, 'a lost contact could not be recorded; tried again');
      ports.clock.setTimeout(() => tellLost(nodeUid, why), againMs);
    });
  }

  /** Where each stream that the agent may still be sending stands on our disk. */
  async function storedOf(nodeUid: string, { tasks }: DesiredSet): Promise<StoredThrough[]> {
    const { logs } = ports.archive;
    const prefixes = [`node/${nodeUid}`, ...tasks.map(({ plan }) => fenceKey(plan.fence))];
    const stored: StoredThrough[] = [];
    for (const prefix of prefixes) {
      for (const stream of await logs.streams(prefix)) {
        if (stored.length < welcomedStreamsMost) stored.push({ stream, through: await logs.through(stream) });
      }
    }
    return stored;
  }

  return {
    wants: (nodeUid, desired) => links.get(nodeUid)?.wants(desired),
    byFileToken: (token) => byToken.get(token),
    get size() {
      return links.size;
    },
    stop() {
      stopped = true;
    },
  };
}

function unwelcome({ code, message, params }: Fault, retry: boolean): Welcome {
  return { ok: false, error: { code, message, params }, retry };
}
