/** Proof of a tail: what was shown of each stream against what the server says it holds. */
import type { LogStream } from '@trainyard/contracts/api/logs';
import { countNewlines, type LogPart } from '@trainyard/sdk/live-cursor';

interface Account {
  stream: LogStream;
  label: string;
  /** Offset and line of the first byte shown. */
  fromByte: number;
  fromLine: number;
  nextByte: number;
  /** Lines begun so far, by our own count from fromLine. */
  nextLine: number;
  atLineStart: boolean;
  bytes: number;
  missingLines: number;
  doubledLines: number;
  lost: string[];
}

export class LogLedger {
  private readonly accounts = new Map<string, Account>();

  open(stream: LogStream, label: string): void {
    this.accounts.set(stream.stream, {
      stream,
      label,
      fromByte: -1,
      fromLine: 0,
      nextByte: 0,
      nextLine: 0,
      atLineStart: true,
      bytes: 0,
      missingLines: 0,
      doubledLines: 0,
      lost: [],
    });
  }

  /** Enters a part; the server's own numbers are compared with ours, so that a fault of the client shows too. */
  add(streamId: string, part: LogPart): void {
    const account = this.accounts.get(streamId);
    if (!account) return;
    for (const hole of part.holes) account.lost.push(`bytes ${hole.from}-${hole.to - 1} lost: ${hole.why}`);
    if (part.bytes.byteLength === 0) return;
    if (account.fromByte < 0) {
      account.fromByte = account.nextByte = part.offset;
      account.fromLine = account.nextLine = part.line;
    }
    const drift = part.line - account.nextLine;
    // Within a hole lines cannot be counted: the hole itself is the account of them.
    if (part.holes.length === 0) {
      if (drift > 0 || part.offset > account.nextByte) account.missingLines += Math.max(1, drift);
      if (drift < 0 || part.offset < account.nextByte) account.doubledLines += Math.max(1, -drift);
    }
    account.bytes += part.bytes.byteLength;
    account.nextByte = part.offset + part.bytes.byteLength;
    account.nextLine = part.line + countNewlines(part.bytes);
    account.atLineStart = part.bytes.at(-1) === 10;
  }

  /** Number of the line that the next byte belongs to. */
  nextLine(streamId: string): number {
    return this.accounts.get(streamId)?.nextLine ?? 0;
  }

  /** One line a stream that printed anything; `final` is the server's last word on each. */
  lines(final: readonly LogStream[]): string[] {
    const accounts = [...this.accounts.values()];
    const shown = accounts.filter((account) => account.bytes > 0 || account.lost.length > 0);
    return shown.map((account) => {
      const rivals = accounts.filter((other) => other.label === account.label);
      const several = new Set(rivals.map((other) => other.stream.attempt)).size > 1;
      const fds = new Set(rivals.filter((other) => shown.includes(other)).map((other) => other.stream.fd)).size > 1;
      const attempt = several ? `attempt ${account.stream.attempt} ` : '';
      const fd = fds ? ` ${account.stream.fd}` : '';
      return `${attempt}${account.label}${fd}: ${this.verdict(account, final)}`;
    });
  }

  private verdict(account: Account, final: readonly LogStream[]): string {
    const truth = final.find((stream) => stream.stream === account.stream.stream);
    const last = account.nextLine + (account.atLineStart ? 0 : 1);
    const behind = truth && truth.bytes > account.nextByte ? Math.max(1, truth.lines - last) : 0;
    const counts = `${account.missingLines + behind} missing, ${account.doubledLines} doubled`;
    return [`lines ${account.fromLine + 1}-${last}, ${counts}`, ...account.lost].join('; ');
  }
}
