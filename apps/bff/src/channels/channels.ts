import type { Actor } from '@trainyard/contracts/actors';
import type { Fence } from '@trainyard/contracts/attempt';
import { type ChannelAnswer, type ChannelTarget, channelLimits } from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { ChannelEnd } from '@trainyard/control/interface';
import type { Doors } from '../doors.ts';
import type { ChannelPeer, Wire } from './channel-peer.ts';
import { RelayedChannel } from './relayed-channel.ts';

export interface Opening {
  opener: ChannelPeer;
  /** The opener's name for its half. */
  id: string;
  target: ChannelTarget;
  actor: Actor;
  /** The task that asks; null for a person. */
  from: Fence | null;
}

export interface Connection extends Pick<Opening, 'id' | 'target'> {
  opener: ChannelPeer<Wire>;
  nodeUid: string;
  node: string;
}

/** All channels of this server: people and tasks on one side, agents on the other. */
export interface Channels {
  /** Records it, asks the agent, and answers once the other side runs. Refusals are Faults. */
  open(opening: Opening): Promise<ChannelAnswer>;
  /** One of the connections of an opening that is recorded already. `onEnd` hears how much went over it. */
  connect(connection: Connection, onEnd: (end: ChannelEnd) => void): Promise<void>;
  /** An agent is there. */
  join(nodeUid: string, agent: ChannelPeer): void;
  /** Its connection is gone: so are its channels. */
  leave(nodeUid: string, agent: ChannelPeer): void;
}

type Ports = Pick<Doors, 'execute' | 'ids' | 'logger' | 'clock'>;

export function createChannels({ execute, ids, logger, clock }: Ports): Channels {
  const agents = new Map<string, ChannelPeer>();
  /** Openings that wait for an agent, by node. */
  const awaited = new Map<string, Set<(agent: ChannelPeer) => void>>();

  /** After a restart, of this server or of an agent, connections come back within seconds: who opens something then waits for it. */
  function agentOf(nodeUid: string, node: string): Promise<ChannelPeer> {
    const there = agents.get(nodeUid);
    if (there) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      const waiting = awaited.get(nodeUid) ?? new Set();
      awaited.set(nodeUid, waiting);
      const settle = (): void => {
        cancel();
        waiting.delete(joined);
        if (waiting.size === 0) awaited.delete(nodeUid);
      };
      const joined = (agent: ChannelPeer): void => {
        settle();
        resolve(agent);
      };
      const cancel = clock.setTimeout(() => {
        settle();
        reject(new Fault('NodeNotConnected', { name: node }));
      }, fleetLimits.returnMs);
      waiting.add(joined);
    });
  }

  async function open({ opener, id, target, actor, from }: Opening): Promise<ChannelAnswer> {
    const most = from ? channelLimits.perAgent : channelLimits.perPerson;
    if (opener.size >= most) throw new Fault('TooManyChannels', { limit: most });
    const uid = ids.uid();
    let recorded = false;
    let end: ChannelEnd | undefined;
    const record = (): void => {
      if (!recorded || !end) return;
      execute('channel.close', { uid, end }, actor).catch((error: unknown) => {
        // The next start of the server closes what is left open.
        logger.error({ err: error, channel: uid }, 'the end of a channel could not be recorded');
      });
    };
    const channel = new RelayedChannel(opener, id, (how) => {
      end = how;
      record();
    });
    try {
      const { nodeUid, node } = await execute('channel.open', { uid, target, from }, actor);
      recorded = true;
      record();
      await channel.start(await agentOf(nodeUid, node), node, uid, target);
      return { ok: true, uid };
    } catch (error) {
      channel.fail(error instanceof Fault ? error : new Fault('Internal', { request: uid }));
      throw error;
    }
  }

  async function connect(
    { opener, id, target, nodeUid, node }: Connection,
    onEnd: (end: ChannelEnd) => void,
  ): Promise<void> {
    const channel = new RelayedChannel(opener, id, onEnd);
    try {
      await channel.start(await agentOf(nodeUid, node), node, ids.uid(), target);
    } catch (error) {
      channel.fail(error instanceof Fault ? error : new Fault('Internal', { request: id }));
      throw error;
    }
  }

  return {
    open,
    connect,
    join(nodeUid, agent) {
      agents.set(nodeUid, agent);
      for (const joined of [...(awaited.get(nodeUid) ?? [])]) joined(agent);
    },
    leave(nodeUid, agent) {
      if (agents.get(nodeUid) === agent) agents.delete(nodeUid);
      agent.leave();
    },
  };
}

/** What an opening that was refused is answered with. */
export function refusedChannel({ code, params, message }: Fault): ChannelAnswer {
  return { ok: false, error: { code, params, message } };
}
