/** What may stand at the end of a command line: nouns, verbs, options, choices, and names that the server knows. */
import type { Command, Option } from 'commander';
import { plainText } from '../output/plain-text.ts';
import type { Program } from '../program.ts';
import type { Shell } from '../shell.ts';
import { type NameKind, namesOf } from './names.ts';
import { directives } from './scripts.ts';

interface Candidate {
  value: string;
  about: string;
}

interface Found {
  candidates: Candidate[];
  directive: keyof typeof directives;
}

/** Prints what may stand in place of the last of `words`, which may be empty or half written. Never fails: a shell shows nothing then. */
export async function complete(program: Program, words: readonly string[], shell: Shell): Promise<void> {
  const { candidates, directive } = await candidatesFor(program, words, shell);
  const lines = candidates.map(({ value, about }) => `${plainText(value)}\t${plainText(about).replace(/\s+/g, ' ')}`);
  shell.terminal.out.write(`${[directives[directive], ...lines].join('\n')}\n`);
}

const nothing: Found = { candidates: [], directive: 'none' };

async function candidatesFor(program: Program, words: readonly string[], shell: Shell): Promise<Found> {
  const current = words.at(-1) ?? '';
  const line = await readLine(program, words.slice(0, -1));
  const values = async (option: Option, prefix: string, begun: string): Promise<Found> => {
    const found = await valuesOf(option, line, shell);
    return {
      ...found,
      candidates: starting(found.candidates, begun).map((one) => ({ ...one, value: prefix + one.value })),
    };
  };
  if (line.awaiting) return values(line.awaiting, '', current);
  const [, name, begun] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined) {
    const option = optionOf(line.command, name);
    return option ? values(option, `${name}=`, begun ?? '') : nothing;
  }
  if (current.startsWith('-')) return { candidates: starting(optionsOf(line), current), directive: 'none' };
  const subcommands = line.command.commands
    .filter((command) => !(command as Command & { _hidden?: boolean })._hidden)
    .map((command) => ({ value: command.name(), about: command.description() }));
  if (subcommands.length > 0) return { candidates: starting(subcommands, current), directive: 'none' };
  const found = await argumentsOf(line, shell);
  return { ...found, candidates: starting(found.candidates, current) };
}

const starting = (candidates: readonly Candidate[], begun: string): Candidate[] =>
  candidates.filter(({ value }) => value.toLowerCase().startsWith(begun.toLowerCase()));

/** What stands before the word that is completed. */
interface Line {
  command: Command;
  /** Names of the command from the noun down. */
  path: string[];
  /** How many arguments stand already. */
  arguments: number;
  given: Map<string, string>;
  /** The option whose value comes next. */
  awaiting: Option | undefined;
}

async function readLine(program: Program, words: readonly string[]): Promise<Line> {
  const line: Line = { command: program.command, path: [], arguments: 0, given: new Map(), awaiting: undefined };
  for (const word of words) {
    if (line.awaiting && !word.startsWith('-')) {
      line.given.set(line.awaiting.attributeName(), word);
      // One that takes several goes on until another option.
      if (!line.awaiting.variadic) line.awaiting = undefined;
      continue;
    }
    line.awaiting = undefined;
    if (word.startsWith('-') && word !== '-') {
      const [name = '', value] = word.split('=', 2);
      const option = optionOf(line.command, name);
      if (!option) continue;
      line.given.set(option.attributeName(), value ?? '');
      if (value === undefined && (option.required || option.optional)) line.awaiting = option;
      continue;
    }
    const below = line.command.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (!below) {
      line.arguments += 1;
      continue;
    }
    line.command = below;
    line.path.push(below.name());
    await program.load(below);
  }
  return line;
}

function chainOf(command: Command): Command[] {
  return command.parent ? [command, ...chainOf(command.parent)] : [command];
}

function optionOf(command: Command, name: string): Option | undefined {
  return chainOf(command)
    .flatMap(({ options }) => options)
    .find((option) => option.long === name || option.short === name);
}

function optionsOf({ command, given }: Line): Candidate[] {
  const options = chainOf(command)
    .flatMap((one) => one.options)
    .filter(
      (option) =>
        !option.hidden && option.long !== '--version' && (option.variadic || !given.has(option.attributeName())),
    );
  const about = (option: Option) => option.description;
  return [
    ...options.flatMap((option) => (option.long ? [{ value: option.long, about: about(option) }] : [])),
    ...options.flatMap((option) => (option.short ? [{ value: option.short, about: about(option) }] : [])),
    { value: '--help', about: 'what may be written here' },
  ];
}

/** Options by their names: of what the server knows, or of this machine's disk. */
const namedBy: Record<string, NameKind> = {
  '--workspace': 'workspace',
  '--workspace-name': 'workspace',
  '--scope': 'workspace',
  '--experiment': 'experiment',
  '--cluster': 'cluster',
  '--job': 'job',
  '--nfs': 'fileServer',
  '--storage-account-name': 'storage',
};
const files = new Set(['--file', '--config-file', '--common', '--key-file', '--host-keys', '--ssh-key']);
const directories = new Set(['--to', '--workdir', '--directory']);

async function valuesOf(option: Option, line: Line, shell: Shell): Promise<Found> {
  if (option.argChoices)
    return { candidates: option.argChoices.map((value) => ({ value, about: '' })), directive: 'none' };
  const long = option.long ?? '';
  if (files.has(long)) return { ...nothing, directive: 'files' };
  // Of files of a job it is an id.
  if (directories.has(long) && line.path[0] !== 'job') return { ...nothing, directive: 'directories' };
  if (long === '--to' || long === '--workdir') return { ...nothing, directive: 'directories' };
  const kind = long === '--name' ? subjectOf(line) : namedBy[long];
  return kind === undefined ? nothing : { candidates: await named(kind, line, shell), directive: 'none' };
}

/** What the first argument of a verb names: what its noun is of. */
const subjects: Record<string, NameKind> = {
  workspace: 'workspace',
  cluster: 'cluster',
  experiment: 'experiment',
  job: 'job',
  'file-server': 'fileServer',
  storage: 'storage',
  recipe: 'recipe',
  token: 'token',
};
/** Verbs whose name is a new one. */
const making = new Set(['create', 'submit', 'add', 'set', 'plan']);

function subjectOf({ path }: Line): NameKind | undefined {
  return making.has(path.at(-1) ?? '') ? undefined : subjects[path[0] ?? ''];
}

async function argumentsOf(line: Line, shell: Shell): Promise<Found> {
  const registered = line.command.registeredArguments;
  const argument = registered[line.arguments] ?? (registered.at(-1)?.variadic ? registered.at(-1) : undefined);
  if (!argument) return nothing;
  if (argument.argChoices)
    return { candidates: argument.argChoices.map((value) => ({ value, about: '' })), directive: 'none' };
  const kind = line.arguments === 0 || argument.variadic ? subjectOf(line) : undefined;
  return kind === undefined ? nothing : { candidates: await named(kind, line, shell), directive: 'none' };
}

async function named(kind: NameKind, { given }: Line, shell: Shell): Promise<Candidate[]> {
  const globals = Object.fromEntries(given) as Record<string, string>;
  return (await namesOf(kind, globals, shell)).map(({ name, about }) => ({ value: name, about }));
}
