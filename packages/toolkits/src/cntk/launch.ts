import { parse } from '@trainyard/contracts/parse';
import { languageTypeOf } from '@trainyard/contracts/toolkit-words';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { mpiToolkit } from '../mpi/toolkit.ts';
import { pythonLine, withArgs } from '../python.ts';
import { path } from '../shell-words.ts';

const schema = toolkitSettings.cntkSettings.unwrap();

/** A Python program, or CNTK itself with a BrainScript configuration; several of them by MPI. */
export const cntk = mpiToolkit({
  field: 'cntkSettings',
  read: (settings) => parse(schema, settings),
  line: (settings) => {
    const { configFilePath, pythonScriptFilePath, pythonInterpreterPath, commandLineArgs } = settings;
    if (pythonScriptFilePath !== undefined) {
      return pythonLine({ pythonScriptFilePath, pythonInterpreterPath }, commandLineArgs);
    }
    return withArgs(`cntk configFile=${path(configFilePath ?? '')}`, commandLineArgs);
  },
  alone: 'asItIs',
  assumed: (settings) => ({ languageType: languageTypeOf(settings) }),
});
