/**
 * What runs on the other node around a command that a task starts there, so that its end is known after a cut: its own number and, at
 * last, its exit code stand in files beside the programs of that node's task, under the name that the caller gave it. POSIX sh, since
 * a container may have nothing more.
 */

const place = 'f="$(dirname "$TRAINYARD_REMOTE_START")/started/$1"';

const start = `${place}
mkdir -p "$(dirname "$f")" && echo "$$" >"$f.new" && mv "$f.new" "$f.pid" || exit 125
sh -c "$2"
code=$?
echo "$code" >"$f.new" && mv "$f.new" "$f.exit"
exit "$code"`;

const wait = `${place}
[ -e "$f.pid" ] || { echo never; exit; }
while [ ! -e "$f.exit" ] && kill -0 "$(cat "$f.pid")" 2>/dev/null; do sleep 1; done
cat "$f.exit" 2>/dev/null || echo gone`;

const end = `${place}
kill "$(cat "$f.pid")" 2>/dev/null`;

/** Runs a shell line, and writes down how it ended. */
export const startCommand = (id: string, line: string): string[] => ['/bin/sh', '-c', start, 'sh', id, line];

/** Waits for the end of one that was started, and says it: see {@link readEnd}. */
export const waitCommand = (id: string): string[] => ['/bin/sh', '-c', wait, 'sh', id];

/** Ends one that nobody waits for any more; the rest of its tree ends with the task. */
export const endCommand = (id: string): string[] => ['/bin/sh', '-c', end, 'sh', id];

/** The exit code; `never`: it was not started; `gone`: it ended without one. */
export function readEnd(said: string): number | 'never' | 'gone' {
  const word = said.trim();
  if (/^\d+$/.test(word)) return Number(word);
  return word === 'never' ? 'never' : 'gone';
}
