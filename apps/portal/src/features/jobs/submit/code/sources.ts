/** Directories as browsers give them: dropped on the page, or chosen in a dialog. */
import type { SourceDirectory, SourceFile } from './walk.ts';

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): SourceFile => ({
  name: entry.name,
  file: () => new Promise((resolve, reject) => entry.file(resolve, reject)),
});

/** A reader tells some entries at a time, and none at the end. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function directoryOf(entry: FileSystemDirectoryEntry): SourceDirectory {
  return {
    name: entry.name,
    async list() {
      const entries = await entriesOf(entry);
      return { files: entries.filter(isFile).map(fileOf), directories: entries.filter(isDirectory).map(directoryOf) };
    },
  };
}

/** What was dropped: one directory as itself, anything else as a directory without a name. Null when it holds no file. To be called while the event lasts. */
export function droppedSource(items: DataTransferItemList): SourceDirectory | null {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = entries;
  if (first === undefined) return null;
  if (entries.length === 1 && isDirectory(first)) return directoryOf(first);
  const list = async () => ({
    files: entries.filter(isFile).map(fileOf),
    directories: entries.filter(isDirectory).map(directoryOf),
  });
  return { name: '', list };
}

interface Node {
  files: SourceFile[];
  directories: Map<string, Node>;
}

/** What was chosen in a dialog for a directory: files, each with its path from that directory's name on. */
export function chosenSource(files: Iterable<File>): SourceDirectory | null {
  const top: Node = { files: [], directories: new Map() };
  let name = '';
  let any = false;
  for (const file of files) {
    any = true;
    const [first = '', ...steps] = (file.webkitRelativePath || `/${file.name}`).split('/');
    name = first;
    let at = top;
    for (const step of steps.slice(0, -1)) {
      const next = at.directories.get(step) ?? { files: [], directories: new Map() };
      at.directories.set(step, next);
      at = next;
    }
    at.files.push({ name: steps.at(-1) ?? file.name, file: async () => file });
  }
  return any ? asSource(name, top) : null;
}

const asSource = (name: string, { files, directories }: Node): SourceDirectory => ({
  name,
  list: async () => ({ files, directories: [...directories].map(([child, node]) => asSource(child, node)) }),
});
