import type { ChannelData, TerminalSize } from '@trainyard/contracts/channel';
import type { ProcessId } from '../executors/proc.ts';
import type { Exit } from '../executors/wrapper.ts';

/** How it ended: when is the server's to say. */
export type FarExit = Omit<Exit, 'at'>;

/** What stands at the far end of a channel: a process, one on a terminal, or a port. */
export interface Far {
  /** The process, so that the next agent can end what this one leaves. */
  readonly process: ProcessId | null;
  /** Takes bytes for its stdin; resolves when they do not wait in our memory any more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more comes for its stdin. */
  end(): void;
  resize(size: TerminalSize): void;
  /** How it ended; everything that it said was passed on before. Both null for a port. */
  readonly exit: Promise<FarExit>;
  /** Lets go of it; processes are ended by whoever holds the channel. */
  drop(): void;
}

/** Where its output goes: resolves when more may come. */
export type Output = (fd: Exclude<ChannelData['fd'], 'stdin'>, bytes: Uint8Array) => Promise<void>;
