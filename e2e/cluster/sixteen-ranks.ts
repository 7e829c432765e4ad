import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobCreateInput } from '@trainyard/contracts/job';
import type { Gate } from './gate.ts';
import type { RigServer } from './server.ts';

/**
 * What each of the ranks runs: they print the same, in step, but for rank 11, whose GPU is hot. A word of rank 0 alone and one of rank 3
 * are no deviation; a progress bar rewrites itself on the stderr of rank 0. After `steps` it waits for its gate.
 */
const program = `
import math, os, sys, time
rank, steps, gate = int(os.environ["RANK"]), int(sys.argv[1]), sys.argv[2]
here = os.path.dirname(gate)
# They begin together once all of them are there, however long that took.
ready = [f"{here}/ready-{one}" for one in range(16)]
open(ready[rank], "w").close()
while not all(map(os.path.exists, ready)):
    time.sleep(0.02)
begin = max(map(os.path.getmtime, ready)) + 0.5
while time.time() < begin:
    time.sleep(0.01)
def say(line):
    print(line, flush=True)
say(f"[rank{rank}]: joined, rank {rank} of 16")
for step in range(steps):
    while time.time() < begin + step * 0.1:
        time.sleep(0.01)
    loss = 2.5 / (1 + step / 40) + math.sin(step) / 200
    if rank == 0 and step % 20 == 5:
        say(f"\\x1b[32msaved step-{46000 + step * 50}.pt, 1.22 GiB in 2.4 s\\x1b[0m")
    if rank == 3 and step == 12:
        say("WARN shard-0412.tar: open took 1.8 s")
    if step % 4 == 2 and rank == 11 and step % 8 == 2:
        say(f"WARN gpu 3 at {88 + step % 3} °C: SM 1,980 → 1,245 MHz")
    if step % 4 == 2:
        say(f"step {46000 + step * 50} took 318 ms, peers 289 ms" if rank == 11 else f"all_reduce waited {29 + step % 3} ms for rank 11")
    say(f"epoch 37 step {46000 + step * 50} loss {loss:.4f} lr 3.07e-04 grad_norm {0.9 + math.cos(step) / 50:.2f}")
    if rank == 0:
        sys.stderr.write(f"\\r{100 * (step + 1) // steps:3d}%|{'█' * (20 * (step + 1) // steps):20s}| {step + 1}/{steps} [3.14it/s]")
        sys.stderr.flush()
while not os.path.exists(gate):
    time.sleep(0.05)
`;

/** A job of 16 ranks on two nodes, of which rank 11 deviates. */
export function sixteenRanks(server: RigServer, gate: Gate, steps: number): Partial<JobCreateInput> {
  const file = join(server.home, 'sixteen-ranks.py');
  writeFileSync(file, program);
  return {
    nodeCount: 2,
    distributedSettings: { commandLine: `python3 ${file} ${steps} ${gate.file}`, processCount: 16 },
  };
}
