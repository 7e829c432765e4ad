import type { Detail } from '@trainyard/contracts/errors';
import { anyPython } from '@trainyard/contracts/toolkit-words';
import { detail } from './faults.ts';
import { onOneLine, openQuote, path } from './shell-words.ts';

/** The fields of a toolkit that say which Python program it starts. */
export interface PythonProgram {
  pythonScriptFilePath: string;
  pythonInterpreterPath?: string | undefined;
}

/**
 * The line of a shell that starts a Python program. Paths may hold $NAME and spaces; arguments are read as a shell reads them, on the
 * node, by the process that they are for.
 */
export function pythonLine({ pythonScriptFilePath, pythonInterpreterPath }: PythonProgram, args?: string): string {
  const interpreter = pythonInterpreterPath === undefined ? anyPython : path(pythonInterpreterPath);
  return withArgs(`${interpreter} ${path(pythonScriptFilePath)}`, args);
}

/** A program and its arguments. */
export function withArgs(program: string, args: string | undefined): string {
  const line = onOneLine(args ?? '');
  return line === '' ? program : `${program} ${line}`;
}

/** Faults of arguments that a shell could not read to their end; `of` tells where each stands in the job. */
export function unclosedArgs(of: Record<string, string | undefined>): Detail[] {
  return Object.entries(of).flatMap(([path, args]) => {
    const quote = openQuote(args ?? '');
    return quote === null ? [] : [detail(path, 'UnclosedQuote', { quote })];
  });
}
