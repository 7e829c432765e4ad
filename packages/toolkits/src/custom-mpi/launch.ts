import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { mpiToolkit } from '../mpi/toolkit.ts';

const schema = toolkitSettings.customMpiSettings.unwrap();

/** A command on every rank, always by MPI. */
export const customMpi = mpiToolkit({
  field: 'customMpiSettings',
  read: (settings) => parse(schema, settings),
  line: ({ commandLine }) => commandLine,
  alone: 'byMpi',
});
