// @ts-check
/** The trained model as two files: model.json says what it is, weights.bin holds the numbers. */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf } from './checkpoint.mjs';
import { Layer } from './layer.mjs';

/**
 * Writes the model; equal runs write equal bytes. model.json comes last, so that where it is, the weights are whole.
 * @param {string} folder is made if it is missing
 * @param {import('./network.mjs').Network} network with Float32 parameters
 * @param {Record<string, unknown>} facts about the training, kept under `training`
 */
export async function writeModel(folder, network, facts) {
  const weights = bytesOf(network.parameters);
  let offset = 0;
  const layers = network.shapes.map((shape) => {
    const layer = { ...shape, offset, parameters: Layer.parameterCount(shape) };
    offset += layer.parameters;
    return layer;
  });
  const model = {
    format: 'trainyard-digits/1',
    input: 'side × side × channels grey values from 0 (paper) to 1 (ink), in row order',
    output: 'one score per digit 0 to 9; the highest wins',
    layers,
    layerParameters: 'outputs × (window rows × window columns × channels) weights, then one bias per output',
    weights: {
      file: 'weights.bin',
      type: 'float32, little endian',
      count: network.parameters.length,
      sha256: createHash('sha256').update(weights).digest('hex'),
    },
    training: facts,
  };
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, 'weights.bin'), weights);
  await replaceFile(join(folder, 'model.json'), `${JSON.stringify(model, null, 2)}\n`);
}

/** @param {string} path @param {Uint8Array | string} content */
async function replaceFile(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
