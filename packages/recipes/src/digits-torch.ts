import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recipe } from './catalogue.ts';
import { digitsData, digitsLicence } from './digits-files.ts';

/** The same digits with PyTorch: four ranks on two nodes, gradients averaged by gloo. Needs PyTorch on the nodes. */
export const digitsTorch: Recipe = {
  name: 'digits-torch',
  summary: 'The same with PyTorch DistributedDataParallel, two ranks on each of two nodes; needs python3-torch there',
  job: {
    nodeCount: 2,
    pyTorchSettings: { pythonScriptFilePath: 'digits/train.py', processCount: 4, communicationBackend: 'gloo' },
    outputDirectories: [{ id: 'MODEL' }],
    restart: { onFailure: 3, onNodeLoss: 10 },
    tags: { recipe: 'digits-torch' },
  },
  async files(cacheDir) {
    const folder = fileURLToPath(new URL('../digits-torch/', import.meta.url));
    return [
      { path: 'digits/train.py', source: join(folder, 'train.py') },
      { path: 'digits/LICENSE-digits.txt', source: digitsLicence },
      { path: 'digits/digits.bin.gz', source: await digitsData(cacheDir) },
    ];
  },
};
