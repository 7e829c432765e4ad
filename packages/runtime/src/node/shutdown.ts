/** Runs `close` once on SIGTERM or SIGINT, then exits: 0 when it ended well, 1 when it failed or took longer than `limitMs`. */
export function onShutdown(close: (signal: string) => Promise<void>, limitMs: number): void {
  let closing = false;
  const stop = (signal: string): void => {
    if (closing) return;
    closing = true;
    const late = setTimeout(() => process.exit(1), limitMs);
    late.unref();
    close(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}
