/** A job's files as people look for them: by directory, the newest of each place first. Pure. */
import type { Artifact } from '@trainyard/contracts/artifact';

export interface FileGroup {
  kind: Artifact['kind'];
  directory: string;
  files: Artifact[];
  bytes: number;
}

const place = ({ kind, directory }: Artifact) => `${kind === 'checkpoint' ? 1 : 0}/${directory}`;

/** Output directories by name, then checkpoints. Inside, the latest stored first, equal times by path. */
export function fileGroups(artifacts: readonly Artifact[]): FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const file of artifacts) {
    const key = place(file);
    const group = groups.get(key) ?? { kind: file.kind, directory: file.directory, files: [], bytes: 0 };
    group.files.push(file);
    group.bytes += file.bytes;
    groups.set(key, group);
  }
  for (const { files } of groups.values()) {
    files.sort((a, b) => b.storedAt.localeCompare(a.storedAt) || a.path.localeCompare(b.path, 'en', { numeric: true }));
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([, group]) => group);
}

/** A word for a POSIX shell: quoted unless it needs no quotes. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The line that fetches all files of a job. */
export function downloadLine(of: { workspace: string; experiment: string; name: string }): string {
  const { workspace, experiment, name } = of;
  return `npx trainyard job file download ${shellWord(name)} -e ${shellWord(experiment)} -w ${shellWord(workspace)}`;
}
