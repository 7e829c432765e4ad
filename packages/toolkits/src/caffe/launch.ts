import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { mpiToolkit } from '../mpi/toolkit.ts';
import { pythonLine, withArgs } from '../python.ts';
import { path } from '../shell-words.ts';

const schema = toolkitSettings.caffeSettings.unwrap();

/** Caffe with its solver, or a Python program; several of them by MPI, as forks of Caffe for several nodes want it. */
export const caffe = mpiToolkit({
  field: 'caffeSettings',
  read: (settings) => parse(schema, settings),
  line: ({ configFilePath, pythonScriptFilePath, pythonInterpreterPath, commandLineArgs }) =>
    pythonScriptFilePath === undefined
      ? withArgs(`caffe train --solver=${path(configFilePath ?? '')}`, commandLineArgs)
      : pythonLine({ pythonScriptFilePath, pythonInterpreterPath }, commandLineArgs),
  alone: 'asItIs',
});
