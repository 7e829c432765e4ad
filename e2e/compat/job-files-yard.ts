import { deepEqual, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, JobCreateInput } from '@trainyard/contracts/job';
import { RigServer } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { directoryVariables, type Expected, expectedOf, logFiles, stdOutErr, wordsOf } from './expected.ts';
import { bodyOf, type JobFile } from './job-files.ts';
import { programsIn, type Started, scriptsFor, startedIn } from './stand-ins.ts';

/** A yard in which job files run: stand-ins for their programs lie where the files expect them, below a local directory. */
export class JobFilesYard {
  readonly bodies: ReadonlyMap<string, Partial<JobCreateInput>>;
  readonly share: string;
  readonly #scratch = mkdtempSync(join(tmpdir(), 'trainyard-compat-'));
  #yard: Yard | undefined;

  constructor(files: readonly JobFile[]) {
    this.share = join(this.#scratch, 'share');
    this.bodies = new Map(files.map((file) => [file.name, bodyOf(file, this.share)]));
  }

  /** Starts so many nodes and submits every file. `programs`: more to find on the PATH, by name. */
  async open(nodes: number, programs: Record<string, string> = {}): Promise<this> {
    mkdirSync(this.share);
    const bin = join(this.#scratch, 'bin');
    programsIn(bin, programs);
    // Only Debian's Python, which has no `python`: the interpreter that job files assume.
    const PATH = `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    this.#yard = await Yard.over(await new RigServer({ PATH }).start(), nodes);
    for (const [name, body] of this.bodies) {
      scriptsFor(body);
      await this.yard.submit(name, body);
    }
    return this;
  }

  get yard(): Yard {
    if (!this.#yard) throw new Error('the yard is not open');
    return this.#yard;
  }

  body(name: string): Partial<JobCreateInput> {
    const body = this.bodies.get(name);
    if (!body) throw new Error(`there is no job file ${name}`);
    return body;
  }

  /** What the processes of a job said of their start, by rank. */
  async startedBy(name: string): Promise<Map<number, Started>> {
    const streams = (await this.yard.streams(name)).filter(({ phase, fd }) => phase === 'run' && fd === 'stdout');
    const told = streams.map(async ({ rank, stream }): Promise<[number, Started][]> => {
      const [first] = startedIn((await this.yard.bytes(stream)).toString());
      return first ? [[rank ?? -1, first]] : [];
    });
    return new Map((await Promise.all(told)).flat());
  }

  async nodesOf(name: string): Promise<string[]> {
    return (await this.yard.attempts(name))[0]?.tasks.map(({ node }) => node.name) ?? [];
  }

  /** Holds what ran of a job against what its file says: programs, arguments, variables, and the names of its logs. */
  async check(name: string): Promise<{ job: Job; expected: Expected[]; started: Map<number, Started> }> {
    const job = await this.yard.inState(name, 'succeeded');
    const body = this.body(name);
    const expected = expectedOf(body);
    const started = await this.startedBy(name);
    const shared = directoryVariables(body, job);
    for (const { rank, program, args, taskIndex } of expected) {
      const { argv, env, program: ran } = started.get(rank) ?? { argv: [], env: {}, program: 'nothing' };
      ok(ran.endsWith(program.includes('/') ? program : `/${program}`), `rank ${rank} ran ${ran}, not ${program}`);
      deepEqual(argv, wordsOf(args, env), `arguments of rank ${rank}`);
      const told = Object.fromEntries(Object.keys(shared).map((variable) => [variable, env[variable]]));
      deepEqual(told, shared, `variables of rank ${rank}`);
      deepEqual(env.AZ_BATCHAI_TASK_INDEX, taskIndex === null ? undefined : String(taskIndex));
      deepEqual(env.AZ_BATCH_HOST_LIST?.split(',').length, body.nodeCount ?? 1);
    }
    const ranks = expected.map(({ rank }) => rank);
    if (ranks.length > 0) deepEqual([...started.keys()].sort(), ranks.sort(), 'ranks that ran');
    deepEqual(readdirSync(stdOutErr(body, job)).sort(), logFiles(body, expected, await this.nodesOf(name)), 'logs');
    return { job, expected, started };
  }

  async close(): Promise<void> {
    await this.#yard?.close();
    rmSync(this.#scratch, { recursive: true, force: true });
  }
}
