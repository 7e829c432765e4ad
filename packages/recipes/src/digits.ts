import type { Recipe } from './catalogue.ts';
import { digitsFiles } from './digits-files.ts';

/** Two ranks train one network on handwritten digits: gradients are averaged over TCP each step. Needs nothing but Node. */
export const digits: Recipe = {
  name: 'digits',
  summary: 'Distributed training of a network on 10,000 handwritten digits, over two nodes; about two minutes',
  job: {
    nodeCount: 2,
    distributedSettings: { commandLine: 'node digits/train.mjs', processCount: 2 },
    outputDirectories: [{ id: 'MODEL' }],
    // A lost rank starts the job again from its last checkpoint; three times is more than bad luck.
    restart: { onFailure: 3, onNodeLoss: 10 },
    tags: { recipe: 'digits' },
  },
  files: digitsFiles,
};
