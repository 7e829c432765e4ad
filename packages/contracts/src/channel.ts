import * as z from 'zod';
import { fence } from './attempt.ts';
import { uid } from './names.ts';
import { text } from './text-schema.ts';
import type { Text } from './texts.ts';

/**
 * Channels: byte streams between somebody and a process or a port on a node, relayed by the server over the connections that stand
 * already, so that no agent opens a port to the network. Somebody is a person (`/live`), or a task that asks for a process on another
 * node of its gang (`/fleet`): the remote start of MPI.
 *
 *   opener → server   channelOpen ChannelRequest         answered by ChannelAnswer, once the other side runs or could not
 *   server → agent    channelStart ChannelStart          answered by ChannelAnswer
 *   both ways         channelData ChannelData            at most `windowBytes` before the other side's channelGot
 *   both ways         channelGot ChannelGot              bytes taken, for back-pressure
 *   opener → agent    channelResize ChannelResize        of a terminal
 *   agent → opener    channelExit ChannelExit            the process ended and all its bytes were sent
 *   both ways         channelClose ChannelClose          from the opener it ends the process; a cut of either side closes, too
 *
 * Each half of a channel has an id of its own: the opener names its half before it asks, so that no byte comes before its name is
 * known; the server names the half to the agent. After channelExit or channelClose an id means nothing any more.
 */

/** Each number with its reason. */
export const channelLimits = {
  /** Bytes on their way in one direction: a fast `cat` on a local network, and never more than this in the server's memory. */
  windowBytes: 256 * 1024,
  /** One message: a control message never waits long behind it. */
  dataBytes: 16 * 1024,
  /** A person's terminals on one connection. */
  perPerson: 16,
  /** Channels to one agent: a rank's daemon each on the largest node, and a few terminals. */
  perAgent: 128,
  /** 128 KiB of command line, as the kernel takes for one argument. */
  commandBytes: 131_072,
  /** What a start may take: a container's engine that is busy with an image needs seconds. */
  startMs: 30_000,
  /** SIGTERM to SIGKILL of what a closed channel leaves: nobody waits for its output any more. */
  graceMs: 2_000,
} as const;

export const terminalSize = z.strictObject({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof terminalSize>;

/** An argument vector; null is a login shell. */
const command = z.array(z.string().max(channelLimits.commandBytes)).min(1).max(10_000).nullable();

/** What is at the other end. */
export const channelTarget = z.discriminatedUnion('kind', [
  /** A process on the node, outside any job. */
  z.strictObject({ kind: z.literal('node'), nodeUid: uid, command, terminal: terminalSize.nullable() }),
  /**
   * A process in the task's environment, working directory, network and container; it ends with the task. `lasting`: it lives on when
   * the channel is cut, for a task that asks again how it ended (a restart of the server or of an agent must end no run).
   */
  z.strictObject({
    kind: z.literal('task'),
    fence,
    command,
    terminal: terminalSize.nullable(),
    lasting: z.boolean().optional(),
  }),
  /** A TCP port that the task leased. */
  z.strictObject({ kind: z.literal('port'), fence, port: z.number().int().min(1).max(65_535) }),
]);
export type ChannelTarget = z.infer<typeof channelTarget>;

const id = z.string().min(1).max(64);

/** A person's wish. */
export const channelRequest = z.strictObject({ id, target: channelTarget });
export type ChannelRequest = z.infer<typeof channelRequest>;

/** A task's wish, said by its agent. */
export const taskChannelRequest = z.strictObject({ id, from: fence, target: channelTarget });
export type TaskChannelRequest = z.infer<typeof taskChannelRequest>;

export type ChannelRefusal = Text & { message: string };
/** `uid` names the channel in the events of its opening and closing; an agent answers without. */
export type ChannelAnswer = { ok: true; uid?: string } | { ok: false; error: ChannelRefusal };

/** Server → agent. */
export const channelStart = z.strictObject({ id, target: channelTarget });
export type ChannelStart = z.infer<typeof channelStart>;

/** `end`: this direction carries nothing more. A terminal's output is all stdout. */
export const channelData = z.strictObject({
  id,
  fd: z.enum(['stdin', 'stdout', 'stderr']),
  bytes: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.byteLength <= channelLimits.dataBytes, 'more bytes than a message may have'),
  end: z.boolean().optional(),
});
export type ChannelData = Omit<z.infer<typeof channelData>, 'bytes'> & { bytes: Uint8Array };

export const channelGot = z.strictObject({ id, bytes: z.number().int().min(1) });
export type ChannelGot = z.infer<typeof channelGot>;

export const channelResize = z.strictObject({ id, terminal: terminalSize });
export type ChannelResize = z.infer<typeof channelResize>;

/** As in contracts/fleet `processReport`; both null when a connection was cut or the port closed. */
export const channelExit = z.strictObject({
  id,
  exitCode: z.number().int().nullable(),
  signal: z.string().max(32).nullable(),
});
export type ChannelExit = z.infer<typeof channelExit>;

/** Why it closed, where that was nobody's wish: an error of contracts/errors. */
export const channelClose = z.strictObject({
  id,
  error: text.extend({ message: z.string().max(4096) }).optional(),
});
export type ChannelClose = z.infer<typeof channelClose>;

/** Names of the messages that follow an opening, whoever sends them. */
export const channelMessages = {
  channelData,
  channelGot,
  channelResize,
  channelExit,
  channelClose,
} as const;
export type ChannelMessage = keyof typeof channelMessages;
export interface ChannelPayloads {
  channelData: ChannelData;
  channelGot: ChannelGot;
  channelResize: ChannelResize;
  channelExit: ChannelExit;
  channelClose: ChannelClose;
}
export const channelMessageNames = Object.keys(channelMessages) as ChannelMessage[];
