/** The command's own streams joined to a process on a node: raw where people sit at both ends, exact bytes through pipes. */
import type { ChannelTarget, TerminalSize } from '@trainyard/contracts/channel';
import type { Channel } from '@trainyard/sdk/channel';
import type { Live } from '@trainyard/sdk/live';
import { type Terminal, write } from '../terminal.ts';

/** What a process is told of where its end goes: 255 as ssh, where it ended without a code. */
const noExitCode = 255;

/** True where somebody sits at a terminal and sees what comes. */
export function isTerminal(terminal: Terminal): boolean {
  return terminal.in.isTTY === true && terminal.out.isTTY === true;
}

/** Size of the terminal; 80 × 24 where it does not say, as everything assumes. */
export function sizeOf({ out }: Terminal): TerminalSize {
  return { columns: out.columns || 80, rows: out.rows || 24 };
}

/**
 * Opens a process and stays with it until its end. Answers its exit code. `terminal`: gives it one, and hands it every key as it is.
 * @throws Fault as the server refuses or cuts it, ConnectionError when the connection is lost
 */
export async function attach(
  live: Pick<Live, 'openChannel'>,
  target: ChannelTarget,
  terminal: Terminal,
): Promise<number> {
  const raw = target.kind !== 'port' && target.terminal !== null;
  const channel = await live.openChannel(target);
  const leave = feed(channel, terminal, raw);
  try {
    for await (const { fd, bytes } of channel) {
      await write(fd === 'stderr' ? terminal.err : terminal.out, bytes);
    }
    const { exitCode } = await channel.ended;
    return exitCode ?? noExitCode;
  } finally {
    leave();
    channel.close();
  }
}

/** Sends what is typed or piped in; answers what puts the terminal back as it was. */
function feed(channel: Channel, { in: input, out }: Terminal, raw: boolean): () => void {
  const take = (bytes: Buffer) => {
    input.pause();
    // When nobody takes it any more the loop that shows output says why.
    channel.write(bytes).then(
      () => input.resume(),
      () => undefined,
    );
  };
  const end = () => void channel.end().catch(() => undefined);
  const resize = () => channel.resize({ columns: out.columns || 80, rows: out.rows || 24 });
  if (raw) {
    input.setRawMode(true);
    out.on('resize', resize);
  }
  input.on('data', take);
  input.on('end', end);
  input.resume();
  return () => {
    input.off('data', take);
    input.off('end', end);
    // An input that is still read would keep the command from ending.
    input.pause();
    if (raw) {
      input.setRawMode(false);
      out.off('resize', resize);
    }
  };
}
