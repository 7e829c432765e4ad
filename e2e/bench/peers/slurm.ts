import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { until } from '../../cluster/wait.ts';

const run = promisify(execFile);
/** Ports of the controller and of the first node's daemon. */
const controllerPort = 16_817;
const firstNodePort = 16_818;
/** sbatch processes at once: more only fight for two cores. */
const submitters = 4;
/** Between two looks at its queue: often enough to see its end, seldom enough to cost it nothing. */
const lookEveryMs = 200;

/** What is missing on this machine to run Slurm as a peer; undefined when nothing is. */
export function whySlurmCannotRun(): string | undefined {
  const missing = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'munged'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} not found: apt-get install slurm-wlm munge`;
  return process.getuid?.() === 0 ? undefined : 'its daemons must be started by root';
}

/**
 * Slurm on this machine with several nodes, set up for many short jobs as its own guide says
 * (https://slurm.schedmd.com/high_throughput.html): no accounting, no task plugins, no wait before a job is tried.
 */
export class Slurm {
  readonly #dir = mkdtempSync(join(tmpdir(), 'trainyard-slurm-'));
  readonly #children: ChildProcess[] = [];

  /** Starts `nodes` nodes of `cpus` CPUs each and waits until all are idle. */
  static async start(nodes: number, cpus: number): Promise<Slurm> {
    const slurm = new Slurm();
    try {
      await slurm.#boot(nodes, cpus);
    } catch (error) {
      await slurm.stop();
      throw error;
    }
    return slurm;
  }

  /** Submits `count` jobs that do nothing, one by one as a user's script would, and waits until all are gone from the queue. */
  async runAll(count: number): Promise<void> {
    const script = join(this.#dir, 'job.sh');
    const each = `exec sbatch -Q -n1 -o /dev/null ${script}`;
    const all = spawn('sh', ['-c', `seq ${count} | xargs -P ${submitters} -I{} sh -c '${each}'`], {
      env: this.#environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(all, 'exit');
    if (code !== 0) throw new Error(`sbatch refused jobs: exit code ${code}`);
    while ((await this.#ask('squeue', '-h')).trim() !== '') await pause(lookEveryMs);
  }

  /** CPU time that the daemons have used so far, s: user and system. */
  cpuSeconds(): number {
    return this.#children.reduce((sum, { pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    }, 0);
  }

  async stop(): Promise<void> {
    for (const child of [...this.#children].reverse()) {
      if (child.exitCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 10 });
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: join(this.#dir, 'slurm.conf') };
  }

  async #boot(nodes: number, cpus: number): Promise<void> {
    const dir = this.#dir;
    for (const name of ['state', 'munge']) mkdirSync(join(dir, name));
    chmodSync(dir, 0o755);
    writeFileSync(join(dir, 'munge', 'key'), Buffer.alloc(128, 7), { mode: 0o400 });
    writeFileSync(join(dir, 'job.sh'), '#!/bin/sh\ntrue\n', { mode: 0o755 });
    writeFileSync(join(dir, 'slurm.conf'), configuration(dir, nodes, cpus));
    const munge = (option: string, file: string): string => `--${option}=${join(dir, 'munge', file)}`;
    const files = [munge('key-file', 'key'), munge('socket', 'socket'), munge('pid-file', 'pid')];
    this.#spawn('munged', ['-F', '-f', ...files, munge('log-file', 'log'), munge('seed-file', 'seed')]);
    await until('munge to serve', async () => spawnSync('munge', ['-n', munge('socket', 'socket')]).status === 0);
    this.#spawn('slurmctld', ['-D']);
    for (let at = 1; at <= nodes; at++) this.#spawn('slurmd', ['-D', '-N', `n${at}`]);
    await until(`${nodes} idle nodes of Slurm`, async () => {
      const states = await this.#ask('sinfo', '-h', '-N', '-o', '%t').catch(() => '');
      return (
        states
          .trim()
          .split('\n')
          .filter((state) => state === 'idle').length === nodes
      );
    });
  }

  #spawn(program: string, args: string[]): void {
    this.#children.push(spawn(program, args, { env: this.#environment, stdio: 'ignore' }));
  }

  async #ask(program: string, ...args: string[]): Promise<string> {
    return (await run(program, args, { env: this.#environment })).stdout;
  }
}

function configuration(dir: string, nodes: number, cpus: number): string {
  return `
ClusterName=bench
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${controllerPort}
AuthType=auth/munge
AuthInfo=socket=${dir}/munge/socket
StateSaveLocation=${dir}/state
SlurmdSpoolDir=${dir}/spool-%n
SlurmctldPidFile=${dir}/slurmctld.pid
SlurmdPidFile=${dir}/slurmd-%n.pid
SlurmctldLogFile=${dir}/slurmctld.log
SlurmdLogFile=${dir}/slurmd-%n.log
SlurmctldDebug=error
SlurmdDebug=error
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,default_queue_depth=10000,sched_max_job_start=0
MaxJobCount=20000
MinJobAge=2
KillWait=1
NodeName=n[1-${nodes}] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[${firstNodePort}-${firstNodePort + nodes - 1}] CPUs=${cpus} State=UNKNOWN
PartitionName=all Nodes=n[1-${nodes}] Default=YES MaxTime=INFINITE State=UP
`;
}
