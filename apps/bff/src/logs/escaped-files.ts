/** Which files of logs hold terminal escapes. Asked once of each byte: most logs have none, and are then searched as they are. */
import type { LogPiece } from '@trainyard/archive/logs/log-pieces';
import { filesWith } from './ripgrep.ts';

/** Files remembered, 200 bytes each: those of a thousand large streams. */
const rememberedMost = 20_000;

export class EscapedFiles {
  /** Bytes of a file that were looked at, and whether an escape is among them; in the order in which they came. */
  readonly #known = new Map<string, { bytes: number; escaped: boolean }>();

  /** Paths of the pieces that hold an escape. */
  async among(pieces: readonly LogPiece[], signal: AbortSignal): Promise<Set<string>> {
    const unknown = pieces.filter((piece) => !this.#knows(piece));
    for (let at = 0; at < unknown.length; at += filesAtOnce) {
      const asked = unknown.slice(at, at + filesAtOnce);
      const paths = asked.map(({ path }) => path);
      const found = await filesWith('(?-u:\\x1b)', paths, signal);
      for (const { path, bytes } of asked) this.#remember(path, bytes, found.has(path));
    }
    return new Set(pieces.filter(({ path }) => this.#known.get(path)?.escaped !== false).map(({ path }) => path));
  }

  #knows({ path, bytes }: LogPiece): boolean {
    const known = this.#known.get(path);
    return known !== undefined && (known.escaped || known.bytes >= bytes);
  }

  #remember(path: string, bytes: number, escaped: boolean): void {
    this.#known.delete(path);
    this.#known.set(path, { bytes, escaped });
    const [eldest] = this.#known.keys();
    if (this.#known.size > rememberedMost && eldest !== undefined) this.#known.delete(eldest);
  }
}

/** Arguments of one process: far below what Linux takes. */
const filesAtOnce = 500;
