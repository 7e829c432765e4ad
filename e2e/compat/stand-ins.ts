import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JobCreateInput } from '@trainyard/contracts/job';

/** What a stand-in says of how it was started. */
export interface Started {
  program: string;
  argv: string[];
  env: Record<string, string>;
}

const mark = '@started ';

/**
 * Tells how it was started, on one line. A parameter server then listens where it was told to and serves until it is stopped; a worker
 * ends when it has reached every one of them.
 */
const tells = `#!/usr/bin/python3
import json, os, signal, socket, sys, time
sys.stdout.write(${JSON.stringify(mark)} + json.dumps({"program": sys.argv[0], "argv": sys.argv[1:], "env": dict(os.environ)}) + "\\n")
sys.stdout.flush()
servers = [(host, int(port)) for host, port in (one.rsplit(":", 1) for one in os.environ.get("AZ_BATCHAI_PS_HOSTS", "").split(",") if one)]
if "--job_name=ps" in sys.argv:
    listener = socket.create_server(servers[int(os.environ["AZ_BATCHAI_TASK_INDEX"])])
    signal.pause()
for address in servers:
    while True:
        try:
            socket.create_connection(address, 1).close()
            break
        except OSError:
            time.sleep(0.05)
`;

/** Programs of a node that job files call. None of them is to install anything on the machine of the test. */
const programs = ['apt', 'apt-get', 'pip', 'nc', 'cntk', 'caffe'];

/** Puts stand-ins for these programs into a directory, to be found on the PATH, and links to more of them by name. */
export function programsIn(directory: string, links: Record<string, string>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, to] of Object.entries(links)) symlinkSync(to, join(directory, name));
  for (const name of programs) writeFileSync(join(directory, name), tells, { mode: 0o755 });
}

/** A path of a program within a command line, below a mount root, up to a space. */
const programPath = /\$AZ_BATCHAI_(JOB_)?MOUNT_ROOT\/[^\s"']+\.(py|sh)\b/g;

/** Puts a stand-in wherever a job expects one of its programs. `onDisk`: where a path that begins with a mount root is. */
export function scriptsFor(body: Partial<JobCreateInput>, onDisk: (path: string) => string): void {
  const paths = new Map(body.inputDirectories?.map(({ id, path }) => [id, path]));
  const resolve = (text: string): string =>
    text.replaceAll(/\$AZ_BATCHAI_INPUT_(\w+)/g, (all, id) => paths.get(id) ?? all);
  const lines = [body.jobPreparation?.commandLine ?? ''];
  for (const [field, settings] of Object.entries(body)) {
    if (!field.endsWith('Settings')) continue;
    const { commandLine = '', pythonScriptFilePath } = settings as {
      commandLine?: string;
      pythonScriptFilePath?: string;
    };
    lines.push(commandLine);
    if (pythonScriptFilePath !== undefined) place(onDisk(resolve(pythonScriptFilePath)));
  }
  for (const path of resolve(lines.join('\n')).match(programPath) ?? []) place(onDisk(path));
}

function place(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const isShell = path.endsWith('.sh');
  if (!existsSync(path))
    writeFileSync(path, isShell ? `echo "prepared by ${basename(path)} on $AZ_BATCH_NODE_ID"\n` : tells);
}

/** What stand-ins said in a log, in the order of their lines. */
export function startedIn(log: string): Started[] {
  const lines = log.split('\n').filter((line) => line.startsWith(mark));
  return lines.map((line) => JSON.parse(line.slice(mark.length)) as Started);
}
