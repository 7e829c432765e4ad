import { useEffect, useRef, useState } from 'react';
import { connection, useConnectionPart } from '../../live/connection.ts';

/** True where a person is writing, or a dialog asks something: a reload would lose it. */
function isBusy(): boolean {
  const focused = document.activeElement;
  const writes = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  return writes || document.querySelector('[role="dialog"], form[data-dirty="true"]') !== null;
}

/**
 * True once the server serves another build than this page's. The page is loaded anew when that loses nothing: while it is
 * not looked at, or at the next moment when nothing is being typed.
 */
export function useNewerVersion(): boolean {
  const build = useConnectionPart('build');
  const mine = useRef<string | null>(null);
  const [newer, setNewer] = useState(false);
  useEffect(() => {
    if (build === null) return;
    mine.current ??= build;
    if (mine.current !== build) setNewer(true);
  }, [build]);
  useEffect(() => {
    if (!newer) return undefined;
    const reload = () => {
      if (!isBusy() && connection.snapshot().state === 'live') location.reload();
    };
    const timer = setInterval(reload, 2_000);
    document.addEventListener('visibilitychange', reload);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', reload);
    };
  }, [newer]);
  return newer;
}
