import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Answers as Podman does and makes plain processes of the machine, so that no test beside the code needs an engine or root. A pull waits
 * for the file `go` where `hold` is.
 */
const podman = (state: string): string => `#!/bin/sh
# One write a call: calls run side by side.
line=$(printf '%s' "$*" | tr '\\n' ' ')
echo "$line" >>${state}/calls
file() { printf '%s' "$1" | tr '/:' '__'; }
for last; do :; done
case "$1 $2" in
'info '*) printf '9.9\\t${state}\\n' ;;
'image inspect') cat "${state}/images/$(file "$last")" 2>/dev/null || { echo "Error: $last: image not known" >&2; exit 125; } ;;
'image rm') rm -f "${state}/images/$(file "$last")" ;;
'pull '*)
  cat "\${2#--authfile=}" >>${state}/sign-ins; echo >>${state}/sign-ins
  echo 'Copying blob sha256:aa' >&2; echo 'Copying blob sha256:bb' >&2
  while [ -e ${state}/hold ] && [ ! -e ${state}/go ]; do sleep 0.02; done
  echo 'Copying config sha256:cc' >&2
  echo "sha256:1 1000 \${last%:*}@sha256:2" >"${state}/images/$(file "$last")" ;;
'run '*)
  for word; do case "$word" in --name=*) name=\${word#--name=} ;; --env=TRAINYARD_NODE=*) node=\${word#--env=} ;; esac; done
  env -i PATH="$PATH" FROM_IMAGE=yes LD_PRELOAD= "$node" setsid sh -c ': <"$0"' "$last" >/dev/null 2>&1 &
  echo $! >"${state}/containers/$name" ;;
'container inspect')
  pid=$(cat "${state}/containers/$last" 2>/dev/null) || { echo "Error: no such container $last" >&2; exit 125; }
  if kill -0 "$pid" 2>/dev/null; then echo "true $pid"; else echo 'false 0'; fi ;;
'rm '*) kill -9 "$(cat "${state}/containers/$last" 2>/dev/null)" 2>/dev/null; rm -f "${state}/containers/$last" ;;
'ps '*) ls ${state}/containers ;;
*) echo "what is $1?" >&2; exit 1 ;;
esac
`;

/** Starts the rest of its words where it is. */
const nsenter = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n';

/** Four cards, and a program that goes on telling of them. */
const nvidiaSmi = (state: string): string => `#!/bin/sh
cat ${state}/cards
case "$*" in *-lms*) sleep 600 ;; esac
`;

/** Programs that stand in for those of a machine with Podman and GPUs. */
export class StandInPodman {
  readonly state = mkdtempSync(join(tmpdir(), 'ty-podman-'));
  readonly path = `${this.state}/bin:${process.env.PATH}`;
  readonly nvidiaSmi = join(this.state, 'bin', 'nvidia-smi');

  constructor() {
    for (const directory of ['bin', 'images', 'containers']) mkdirSync(join(this.state, directory));
    const programs = { podman: podman(this.state), nsenter, 'nvidia-smi': nvidiaSmi(this.state) };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(this.state, 'bin', name), text);
      chmodSync(join(this.state, 'bin', name), 0o755);
    }
  }

  /** Command lines so far whose first word is this. */
  calls(word: string): string[] {
    const file = join(this.state, 'calls');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return lines.map((line) => line.trim()).filter((line) => line.startsWith(word));
  }

  get signIns(): string[] {
    return readFileSync(join(this.state, 'sign-ins'), 'utf8').split('\n').filter(Boolean);
  }

  get containers(): string[] {
    return readdirSync(join(this.state, 'containers'));
  }

  /** What `nvidia-smi` tells from now on. */
  cards(count: number): void {
    const fields =
      'memory.total [MiB], memory.used [MiB], utilization.gpu [%], power.draw [W], temperature.gpu, clocks.current.sm [MHz]';
    const rows = Array.from(
      { length: count },
      (_, at) => `${at}, GPU-${at}, Tesla K80, 11441 MiB, 0 MiB, 0 %, 26.41 W, 34, 324 MHz`,
    );
    writeFileSync(join(this.state, 'cards'), `index, uuid, name, ${fields}\n${rows.join('\n')}\n`);
  }

  hold(): void {
    writeFileSync(join(this.state, 'hold'), '');
  }

  go(): void {
    writeFileSync(join(this.state, 'go'), '');
  }

  close(): void {
    for (const name of this.containers) {
      const pid = Number(readFileSync(join(this.state, 'containers', name), 'utf8'));
      try {
        if (pid > 0) process.kill(pid, 'SIGKILL');
      } catch {
        // It ended with its test.
      }
    }
    rmSync(this.state, { recursive: true, force: true });
  }
}
