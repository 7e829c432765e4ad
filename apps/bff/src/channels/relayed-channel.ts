import {
  type ChannelAnswer,
  type ChannelMessage,
  type ChannelTarget,
  channelLimits,
} from '@trainyard/contracts/channel';
import { Fault } from '@trainyard/contracts/errors';
import type { ChannelEnd } from '@trainyard/control/interface';
import type { ChannelHalf, ChannelPeer, Payload, Wire } from './channel-peer.ts';

/** What a side may say; everything else breaks the rules. */
const openerSays: readonly ChannelMessage[] = ['channelData', 'channelGot', 'channelResize', 'channelClose'];
const agentSays: readonly ChannelMessage[] = ['channelData', 'channelGot', 'channelExit', 'channelClose'];

interface Side {
  peer: ChannelPeer<Wire>;
  id: string;
  /** Bytes that this side sent and the other did not take yet. */
  onTheWay: number;
  /** All that it sent. */
  bytes: number;
}

/**
 * One channel from its opening to its end: passes on what either side says, holds both to their windows, and tells each that the other
 * is gone. Nothing is kept here: bytes wait only in the sockets, and no more of them than a window.
 */
export class RelayedChannel {
  readonly #opener: Side;
  readonly #onEnd: (end: ChannelEnd) => void;
  #agent: Side | undefined;
  #node = '';
  #ended = false;
  #failStart: (fault: Fault) => void = () => {};

  constructor(opener: ChannelPeer<Wire>, id: string, onEnd: (end: ChannelEnd) => void) {
    this.#opener = { peer: opener, id, onTheWay: 0, bytes: 0 };
    this.#onEnd = onEnd;
    opener.add(
      id,
      this.#half(
        () => this.#opener,
        openerSays,
        () => this.#openerCut(),
      ),
    );
  }

  /** Asks the agent to run or reach the target. Throws the agent's refusal, NodeNotConnected or ChannelCut. */
  async start(agent: ChannelPeer, node: string, id: string, target: ChannelTarget): Promise<void> {
    if (this.#ended) throw new Fault('ChannelCut', { node });
    if (agent.size >= channelLimits.perAgent) throw new Fault('TooManyChannels', { limit: channelLimits.perAgent });
    this.#node = node;
    this.#agent = { peer: agent, id, onTheWay: 0, bytes: 0 };
    agent.add(
      id,
      this.#half(
        () => this.#agent as Side,
        agentSays,
        () => this.#agentCut(),
      ),
    );
    const answer = await this.#ask(agent, id, target);
    if (!answer.ok) throw Fault.fromBody({ error: answer.error });
  }

  /** Ends it before or after its start; `fault` is told to the opener. */
  fail(fault: Fault): void {
    this.#close(fault, null);
  }

  #ask(agent: ChannelPeer, id: string, target: ChannelTarget): Promise<ChannelAnswer> {
    return new Promise((resolve, reject) => {
      this.#failStart = reject;
      agent.socket
        .timeout(channelLimits.startMs)
        .emit('channelStart', { id, target }, (late: unknown, answer: ChannelAnswer) => {
          if (late) reject(new Fault('NodeNotConnected', { name: this.#node }));
          else resolve(answer);
        });
    });
  }

  #half(from: () => Side, says: readonly ChannelMessage[], cut: () => void): ChannelHalf {
    return {
      cut,
      take: (message, payload) => {
        if (this.#ended) return;
        if (!says.includes(message)) this.#broken(`${message} is not for this side to say`);
        else this.#take(from(), message, payload);
      },
    };
  }

  #take<M extends ChannelMessage>(from: Side, message: M, payload: Payload<M>): void {
    if (message === 'channelClose') {
      this.#closedBy(from, payload as Payload<'channelClose'>);
      return;
    }
    const to = from === this.#opener ? this.#agent : this.#opener;
    const broken = to ? this.#count(from, to, message, payload) : 'it is not open yet';
    if (!to || broken) {
      this.#broken(broken ?? '');
      return;
    }
    to.peer.send(message, { ...payload, id: to.id });
    if (message === 'channelExit') this.#end(payload as Payload<'channelExit'>, null);
  }

  /** Keeps the books of both windows; answers which rule was broken. */
  #count<M extends ChannelMessage>(from: Side, to: Side, message: M, payload: Payload<M>): string | undefined {
    if (message === 'channelData') {
      const { bytes, fd } = payload as Payload<'channelData'>;
      if ((fd === 'stdin') !== (from === this.#opener)) return `${fd} does not flow this way`;
      from.bytes += bytes.byteLength;
      from.onTheWay += bytes.byteLength;
      if (from.onTheWay > channelLimits.windowBytes) return 'more bytes than the window has';
    }
    if (message === 'channelGot') {
      to.onTheWay -= (payload as Payload<'channelGot'>).bytes;
      if (to.onTheWay < 0) return 'more bytes taken than were sent';
    }
    return undefined;
  }

  #closedBy(from: Side, { error }: Payload<'channelClose'>): void {
    const fault = error ? Fault.fromBody({ error }) : null;
    this.#close(fault, from);
  }

  /** What lasts beyond a cut has to know that it was one, and nobody's wish. */
  #openerCut(): void {
    this.#close(new Fault('ChannelCut', { node: this.#node }), this.#opener);
  }

  #agentCut(): void {
    const fault = new Fault('ChannelCut', { node: this.#node });
    this.#failStart(fault);
    this.#close(fault, this.#agent ?? null);
  }

  #broken(why: string): void {
    this.#close(new Fault('ChannelBroken', { why }), null);
  }

  /** Tells everybody but `by`, who knows. */
  #close(fault: Fault | null, by: Side | null): void {
    if (this.#ended) return;
    for (const side of [this.#opener, this.#agent]) {
      if (side && side !== by) side.peer.send('channelClose', { id: side.id, ...(fault && { error: said(fault) }) });
    }
    this.#end({ exitCode: null, signal: null }, fault);
  }

  #end({ exitCode, signal }: Pick<ChannelEnd, 'exitCode' | 'signal'>, fault: Fault | null): void {
    this.#ended = true;
    for (const side of [this.#opener, this.#agent]) side?.peer.remove(side.id);
    const why = fault && { code: fault.code, params: fault.params };
    this.#onEnd({ exitCode, signal, why, bytesIn: this.#opener.bytes, bytesOut: this.#agent?.bytes ?? 0 });
  }
}

function said({ code, params, message }: Fault): { code: string; params: Fault['params']; message: string } {
  return { code, params, message };
}
