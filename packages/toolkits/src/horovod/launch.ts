import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { mpiToolkit } from '../mpi/toolkit.ts';
import { pythonLine } from '../python.ts';

const schema = toolkitSettings.horovodSettings.unwrap();

/** A Python program on every rank, by MPI also where there is one: Horovod learns its place from MPI's variables. */
export const horovod = mpiToolkit({
  field: 'horovodSettings',
  read: (settings) => parse(schema, settings),
  line: (settings) => pythonLine(settings, settings.commandLineArgs),
  alone: 'byMpi',
});
