/** A screen of its own in the terminal that is left as it was found, however the command ends. */
import type { Terminal } from '../../terminal.ts';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';

/** An escape sequence of a key such as an arrow, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
const oneKey = /\u001b\[[0-9;]*[A-Za-z~]|\u001b|[^\u001b]/gu;

export interface ScreenSize {
  columns: number;
  rows: number;
}

export interface Screen {
  readonly size: ScreenSize;
  /** Replaces what is shown; nothing is sent where nothing changed. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back. May be called more than once. */
  leave(): void;
}

export interface ScreenPorts {
  onResize(): void;
  /** Each key as the terminal sends it: `q`, `\u0003` for Ctrl-C, `\u001b[A` for an arrow. */
  onKey(key: string): void;
}

/** Takes the terminal: alternate screen, no cursor, keys one by one. */
export function openScreen({ in: input, out }: Terminal, ports: ScreenPorts): Screen {
  let shown = '';
  let left = false;
  const resize = () => {
    // What a terminal makes of lines that no longer fit is its own affair: all is drawn anew.
    shown = '';
    ports.onResize();
  };
  const keys = (bytes: Buffer | string) => {
    for (const key of String(bytes).match(oneKey) ?? []) ports.onKey(key);
  };
  out.write(enter);
  const raw = input.isTTY === true;
  if (raw) {
    input.setRawMode(true);
    input.on('data', keys);
    input.resume();
  }
  out.on('resize', resize);
  // The last chance of an end that nobody planned.
  const giveBack = () => {
    if (left) return;
    left = true;
    out.off('resize', resize);
    process.off('exit', giveBack);
    if (raw) {
      input.off('data', keys);
      input.setRawMode(false);
      input.pause();
    }
    out.write(leave);
  };
  process.once('exit', giveBack);
  return {
    get size() {
      return { columns: out.columns || 80, rows: out.rows || 24 };
    },
    draw(lines) {
      // Synchronised where the terminal knows how, each line to its end, and nothing below.
      const text = `\u001b[?2026h\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\r\n')}\u001b[J\u001b[?2026l`;
      if (text === shown || left) return;
      shown = text;
      out.write(text);
    },
    leave: giveBack,
  };
}
