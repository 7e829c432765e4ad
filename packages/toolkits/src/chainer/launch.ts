import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { mpiToolkit } from '../mpi/toolkit.ts';
import { pythonLine } from '../python.ts';

const schema = toolkitSettings.chainerSettings.unwrap();

/** A Python program on every rank, by MPI for ChainerMN; alone it needs no MPI, which images of plain Chainer lack. */
export const chainer = mpiToolkit({
  field: 'chainerSettings',
  read: (settings) => parse(schema, settings),
  line: (settings) => pythonLine(settings, settings.commandLineArgs),
  alone: 'asItIs',
});
