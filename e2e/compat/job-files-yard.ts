import { deepEqual, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchAIManagementClient, BatchAIManagementModels as Models } from '@azure/arm-batchai';
import type { Job, JobCreateInput } from '@trainyard/contracts/job';
import { RigServer } from '../cluster/server.ts';
import { Yard } from '../cluster/yard.ts';
import { armClient, download, outputFiles } from './arm-client.ts';
import { directoryVariables, type Expected, expectedOf, logFiles, rooted, stdOutErr, wordsOf } from './expected.ts';
import { account, bodyOf, clusterFiles, clusterOf, type JobFile } from './job-files.ts';
import { isMounted, type Mounted, onDisk } from './mounted.ts';
import { programsIn, type Started, scriptsFor, startedIn } from './stand-ins.ts';

/**
 * A yard in which job files run as they are: a storage account of the name that they leave open has a directory behind it, and stand-ins for
 * their programs lie there where the files expect them.
 */
export class JobFilesYard {
  readonly bodies: ReadonlyMap<string, Partial<JobCreateInput>>;
  readonly scratch = mkdtempSync(join(realpathSync(tmpdir()), 'trainyard-compat-'));
  /** Behind the account. */
  readonly #accountDirectory = join(this.scratch, 'account');
  /** Nodes of the yard mount what a cluster file says. */
  readonly #cluster = clusterOf(clusterFiles()[0] as JobFile);
  #yard: Yard | undefined;
  #arm: BatchAIManagementClient | undefined;

  constructor(files: readonly JobFile[]) {
    this.bodies = new Map(files.map((file) => [file.name, bodyOf(file)]));
  }

  /** Starts so many nodes and submits every file. `programs`: more to find on the PATH, by name. */
  async open(nodes: number, programs: Record<string, string> = {}): Promise<this> {
    mkdirSync(this.#accountDirectory);
    const bin = join(this.scratch, 'bin');
    programsIn(bin, programs);
    // Only Debian's Python, which has no `python`: the interpreter that job files assume.
    const PATH = `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const server = await new RigServer({ PATH }).start();
    const backing = { kind: 'local', directory: this.#accountDirectory } as const;
    await server.client.call('createStorageAccount', { body: { name: account, backing } });
    const { scaleSettings: _scale, ...cluster } = this.#cluster;
    this.#yard = await Yard.over(server, nodes, cluster);
    this.#arm = armClient(server.url);
    for (const [name, body] of this.bodies) {
      scriptsFor(body, (path) => onDisk(path, this.#mounted(body)));
      await this.yard.submit(name, body);
    }
    return this;
  }

  get yard(): Yard {
    if (!this.#yard) throw new Error('the yard is not open');
    return this.#yard;
  }

  get arm(): BatchAIManagementClient {
    if (!this.#arm) throw new Error('the yard is not open');
    return this.#arm;
  }

  body(name: string): Partial<JobCreateInput> {
    const body = this.bodies.get(name);
    if (!body) throw new Error(`there is no job file ${name}`);
    return body;
  }

  #mounted({ mountVolumes }: Partial<JobCreateInput>): Mounted {
    const volumes = { job: mountVolumes, cluster: this.#cluster.nodeSetup?.mountVolumes } as Partial<Mounted>;
    return { job: volumes.job, cluster: volumes.cluster, accountDirectory: this.#accountDirectory };
  }

  /** The files of a directory of a job, as Microsoft's client lists them. */
  listed(name: string, outputdirectoryid: string): Promise<Models.File[]> {
    return outputFiles(this.arm, name, { outputdirectoryid });
  }

  /** One of them, by its signed link. */
  async downloaded(name: string, directory: string, file: string): Promise<string> {
    const found = (await this.listed(name, directory)).find((one) => one.name === file);
    if (found?.downloadUrl === undefined) throw new Error(`${name} has no ${file} in ${directory}`);
    return download(found.downloadUrl);
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
      const [wanted = ''] = wordsOf(`"${program}"`, env);
      ok(ran.endsWith(program.includes('/') ? wanted : `/${program}`), `rank ${rank} ran ${ran}, not ${wanted}`);
      deepEqual(argv, wordsOf(args, env), `arguments of rank ${rank}`);
      const told = Object.fromEntries(Object.keys(shared).map((variable) => [variable, env[variable]]));
      const wantedHere = Object.entries(shared).map(([variable, value]) => [variable, rooted(value, env)]);
      deepEqual(told, Object.fromEntries(wantedHere), `variables of rank ${rank}`);
      deepEqual(env.AZ_BATCHAI_TASK_INDEX, taskIndex === null ? undefined : String(taskIndex));
      deepEqual(env.AZ_BATCH_HOST_LIST?.split(',').length, body.nodeCount ?? 1);
    }
    const ranks = expected.map(({ rank }) => rank);
    if (ranks.length > 0) deepEqual([...started.keys()].sort(), ranks.sort(), 'ranks that ran');
    await this.#checkLogs(name, job, expected);
    return { job, expected, started };
  }

  /** The logs as they are listed, and as they lie on the volume. */
  async #checkLogs(name: string, job: Job, expected: readonly Expected[]): Promise<void> {
    const body = this.body(name);
    const wanted = logFiles(body, expected, await this.nodesOf(name));
    const listed = await this.listed(name, 'stdouterr');
    deepEqual(listed.map((file) => file.name).sort(), wanted, 'logs as they are listed');
    const directory = stdOutErr(body, job);
    if (isMounted(directory, this.#mounted(body)))
      deepEqual(this.leftIn(name, directory).sort(), wanted, 'logs on the volume');
    for (const { name: file = '', downloadUrl = '', contentLength } of listed) {
      deepEqual(Buffer.byteLength(await download(downloadUrl)), contentLength, `length of ${file}`);
    }
  }

  /** Where a path of a job is on the disk. */
  placeOf(name: string, path: string): string {
    return onDisk(path, this.#mounted(this.body(name)));
  }

  /** Names in a directory of a job, read from the disk. */
  leftIn(name: string, path: string): string[] {
    return readdirSync(this.placeOf(name, path));
  }

  async close(): Promise<void> {
    await this.#yard?.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
