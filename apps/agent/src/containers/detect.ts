import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '@trainyard/runtime/node/find-program';
import { createApptainer } from './apptainer.ts';
import { CliEngine } from './cli-engine.ts';
import type { Engine, EngineKind } from './engine.ts';
import { lastWords, runProgram } from './program.ts';

export interface EngineSettings {
  /** `auto` takes the first that works. */
  engine: EngineKind | 'auto' | 'none';
  path: string;
  home: string | undefined;
  dockerHost: string | undefined;
}

/** An engine and what it takes to enter its containers, or why there is none. */
export type Detected = { engine: Engine; nsenter: string } | { engine: null; why: string };

/** An engine that does not answer by then is taken for none: a node waits for this before it takes work. */
const answerMs = 10_000;
const order: readonly EngineKind[] = ['docker', 'podman', 'apptainer'];

/** Looks for an engine that works, once; `directory` is the agent's own for what engines read. */
export async function detectEngine(settings: EngineSettings, directory: string): Promise<Detected> {
  if (settings.engine === 'none') return { engine: null, why: 'TRAINYARD_CONTAINER_ENGINE is none on it' };
  const nsenter = findProgram('nsenter', settings.path);
  const reasons: string[] = [];
  for (const kind of settings.engine === 'auto' ? order : [settings.engine]) {
    const program = findProgram(kind, settings.path);
    if (program === undefined) {
      if (settings.engine !== 'auto') reasons.push(`${kind} is not on its PATH`);
      continue;
    }
    if (nsenter === undefined) return { engine: null, why: 'nsenter (of util-linux) is not on its PATH' };
    const found = await looks[kind](program, settings, directory).catch((error: Error) => error.message);
    if (typeof found !== 'string') return { engine: found, nsenter };
    reasons.push(`${kind}: ${found}`);
  }
  return { engine: null, why: reasons.join('; ') || 'install Docker, Podman or Apptainer on it' };
}

/** Each answers an engine, or in words why it cannot be used. */
const looks: Record<
  EngineKind,
  (program: string, settings: EngineSettings, directory: string) => Promise<Engine | string>
> = {
  async docker(program, { path, home, dockerHost }, directory) {
    const machine = { PATH: path, ...(home !== undefined && { HOME: home }) };
    const endpoint = dockerHost ?? (await contextOf(program, machine));
    // The machine's own configuration would put its proxies and sign-ins into containers.
    const config = join(directory, 'docker');
    mkdirSync(config, { recursive: true, mode: 0o700 });
    const env = { ...machine, DOCKER_CONFIG: config, ...(endpoint !== undefined && { DOCKER_HOST: endpoint }) };
    const ran = await runProgram(program, ['info', '--format={{.ServerVersion}}\t{{.DockerRootDir}}'], {
      env,
      timeoutMs: answerMs,
    });
    const [version = '', store = ''] = ran.stdout.trim().split('\t');
    if (ran.code !== 0 || version === '') return lastWords({ stdout: '', stderr: ran.stderr });
    if (process.geteuid?.() !== 0) return 'only an agent of root can enter its containers';
    return new CliEngine({ kind: 'docker', program, version, store, env, directory });
  },

  async podman(program, { path, home }, directory) {
    const runtime = `/run/user/${process.geteuid?.() ?? 0}`;
    const env = {
      PATH: path,
      ...(home !== undefined && { HOME: home }),
      ...(existsSync(runtime) && { XDG_RUNTIME_DIR: runtime }),
    };
    const ran = await runProgram(program, ['info', '--format={{.Version.Version}}\t{{.Store.GraphRoot}}'], {
      env,
      timeoutMs: answerMs,
    });
    const [version = '', store = ''] = ran.stdout.trim().split('\t');
    if (ran.code !== 0 || version === '') return lastWords({ stdout: '', stderr: ran.stderr });
    return new CliEngine({ kind: 'podman', program, version, store, env, directory });
  },

  async apptainer(program, { path, home }, directory) {
    const env = { PATH: path, ...(home !== undefined && { HOME: home }) };
    const ran = await runProgram(program, ['--version'], { env, timeoutMs: answerMs });
    if (ran.code !== 0) return lastWords(ran);
    const version = /(\d[\w.+-]*)/.exec(ran.stdout)?.[1] ?? '';
    return createApptainer({ program, version, env, directory });
  },
};

/** Where Docker's command would go by itself: a rootless daemon or another socket stands in the user's context. */
async function contextOf(program: string, env: Record<string, string>): Promise<string | undefined> {
  const ran = await runProgram(program, ['context', 'inspect', '--format={{.Endpoints.docker.Host}}'], {
    env,
    timeoutMs: answerMs,
  });
  const host = ran.stdout.trim();
  return ran.code === 0 && /^\w+:\/\//.test(host) ? host : undefined;
}
