/** One session of a terminal: a channel, and what became of it. */
import type { ChannelTarget, TerminalSize } from '@trainyard/contracts/channel';
import type { Channel } from '@trainyard/sdk/channel';

/** A target without the size of its terminal, which the screen knows. */
export type Place = Extract<ChannelTarget, { kind: 'node' | 'task' }>;

export type SessionState =
  | { kind: 'opening' }
  | { kind: 'open' }
  /** Both null when it was closed from here. */
  | { kind: 'ended'; exitCode: number | null; signal: string | null }
  /** The connection was lost: what ran there was ended, too. */
  | { kind: 'cut'; error: unknown }
  | { kind: 'refused'; error: unknown };

export interface SessionPorts {
  open: (target: ChannelTarget) => Promise<Channel>;
  /** Shows bytes; resolves once they are on the screen, which is the back-pressure. */
  show: (bytes: Uint8Array) => Promise<void>;
  onState: (state: SessionState) => void;
}

/** What a screen does to its session. Nothing of it does anything once the session is over. */
export interface Session {
  type(text: string | Uint8Array): void;
  resize(size: TerminalSize): void;
  /** Ends what runs there, which is then told as its end. */
  end(): void;
  /** The same without a word: nobody looks any more. */
  close(): void;
}

/** Opens a login shell, or the place's command, and shows what comes until it is over. States come in the order of {@link SessionState}. */
export function startSession(place: Place, size: TerminalSize, ports: SessionPorts): Session {
  let channel: Channel | undefined;
  let closed = false;
  let latest = size;
  const say = (state: SessionState) => {
    if (!closed) ports.onState(state);
  };
  const run = async () => {
    say({ kind: 'opening' });
    let opened: Channel;
    try {
      opened = await ports.open({ ...place, terminal: latest });
    } catch (error) {
      return say({ kind: 'refused', error });
    }
    // Somebody left while it was being opened: nothing stays behind.
    if (closed) return opened.close();
    channel = opened;
    say({ kind: 'open' });
    if (latest !== size) opened.resize(latest);
    try {
      for await (const { bytes } of opened) {
        if (closed) return;
        await ports.show(bytes);
      }
      const { exitCode, signal } = await opened.ended;
      say({ kind: 'ended', exitCode, signal });
    } catch (error) {
      say({ kind: 'cut', error });
    } finally {
      channel = undefined;
    }
  };
  void run();
  return {
    type: (text) => {
      // A cut is told by the loop above; what was typed into it is lost, as the session is.
      channel?.write(text).catch(() => undefined);
    },
    resize(next) {
      latest = next;
      channel?.resize(next);
    },
    end: () => channel?.close(),
    close() {
      closed = true;
      channel?.close();
      channel = undefined;
    },
  };
}
