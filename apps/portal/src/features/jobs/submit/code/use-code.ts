import { useEffect, useRef, useState } from 'react';
import { openCodePorts } from './code-ports.ts';
import { type Progress, type ShippedFile, uploadCode } from './upload-code.ts';
import { type Code, type SourceDirectory, walk } from './walk.ts';

/** More than the server takes with one job. */
export class CodeTooLarge extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super(`${bytes} bytes`);
    this.name = 'CodeTooLarge';
    this.bytes = bytes;
  }
}

export type CodeState =
  | { kind: 'none' }
  | { kind: 'reading'; name: string }
  | { kind: 'sending'; name: string; code: Code; progress: Progress | null }
  | { kind: 'done'; name: string; code: Code }
  | { kind: 'failed'; name: string; error: unknown };

export interface CodeLimits {
  files: number;
  bytes: number;
}

/** Takes a directory from this computer into the job: read, hashed, sent. One at a time; leaving the page ends it. */
export function useCode(limits: CodeLimits, onShipped: (files: ShippedFile[]) => void) {
  const [state, setState] = useState<CodeState>({ kind: 'none' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const take = async (source: SourceDirectory) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    const { signal } = own;
    const { name } = source;
    const tell = (next: CodeState) => !signal.aborted && setState(next);
    tell({ kind: 'reading', name });
    const ports = openCodePorts();
    try {
      const code = await walk(source, limits.files, signal);
      if (code.bytes > limits.bytes) throw new CodeTooLarge(code.bytes);
      tell({ kind: 'sending', name, code, progress: null });
      const shipped = await uploadCode(
        code.files,
        ports,
        (progress) => tell({ kind: 'sending', name, code, progress }),
        signal,
      );
      if (signal.aborted) return;
      onShipped(shipped);
      setState({ kind: 'done', name, code });
    } catch (error) {
      tell({ kind: 'failed', name, error });
    } finally {
      ports.close();
    }
  };
  return {
    state,
    take,
    cancel: () => {
      running.current?.abort();
      setState({ kind: 'none' });
    },
  };
}
