// @ts-check
/** What a run is told: arguments, and the variables a launcher sets. Nothing else reads either. */
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Options
 * @property {number} epochs passes over the training digits
 * @property {number} batch digits per step, over all ranks together
 * @property {number} seed of the starting weights, the order and the variations
 * @property {number} lr learning rate of the first step; it falls to 2 % of this along a cosine
 * @property {number} hidden width of the last hidden layer
 * @property {number} limit use at most this many digits (10 to 10,000)
 * @property {number} checkpointEvery steps between checkpoints; each epoch's end writes one as well
 * @property {number} connectSeconds how long ranks wait for each other at the start
 * @property {number} stallSeconds how long a rank may keep the others waiting before it counts as lost
 * @property {string | undefined} data path of the digits file; by default digits.bin.gz beside the program
 * @property {number} rank @property {number} world
 * @property {string} masterAddress @property {number} masterPort
 * @property {string | undefined} modelDir where rank 0 leaves the model
 * @property {string | undefined} checkpointDir where rank 0 keeps checkpoints
 */

/** Thrown for an argument or variable that cannot be used; the message names it. */
export class UsageError extends Error {
  /** @override */ name = 'UsageError';
}

/**
 * @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Options} @throws {UsageError}
 */
export function readOptions(args, env) {
  const values = readArguments(args);
  const rank = whole('RANK', env.RANK ?? '0', 0);
  const world = whole('WORLD_SIZE', env.WORLD_SIZE ?? '1', 1);
  if (rank >= world) throw new UsageError(`RANK ${rank} is not below WORLD_SIZE ${world}`);
  if (world > 1 && !(env.MASTER_ADDR && env.MASTER_PORT)) {
    throw new UsageError('MASTER_ADDR and MASTER_PORT must say where rank 0 listens');
  }
  const batch = whole('--batch', values.batch, 1);
  if (batch < world) throw new UsageError(`--batch ${batch} leaves some of ${world} ranks without a digit`);
  const lr = Number(values.lr);
  if (!(lr > 0 && lr < 10)) throw new UsageError(`--lr must be above 0 and below 10, not '${values.lr}'`);
  return {
    epochs: whole('--epochs', values.epochs, 1),
    batch,
    seed: whole('--seed', values.seed, 0),
    lr,
    hidden: whole('--hidden', values.hidden, 1),
    limit: whole('--limit', values.limit, 20),
    checkpointEvery: whole('--checkpoint-every', values['checkpoint-every'], 1),
    connectSeconds: whole('--connect-seconds', values['connect-seconds'], 1),
    stallSeconds: whole('--stall-seconds', values['stall-seconds'], 1),
    data: values.data,
    rank,
    world,
    masterAddress: env.MASTER_ADDR ?? '127.0.0.1',
    masterPort: whole('MASTER_PORT', env.MASTER_PORT ?? '0', 0),
    modelDir: env.AZ_BATCHAI_OUTPUT_MODEL || undefined,
    checkpointDir: env.TRAINYARD_CHECKPOINTS || undefined,
  };
}

/** @param {string[]} args */
function readArguments(args) {
  try {
    return parseArgs({
      args,
      options: {
        epochs: { type: 'string', default: '30' },
        batch: { type: 'string', default: '64' },
        seed: { type: 'string', default: '1' },
        lr: { type: 'string', default: '0.002' },
        hidden: { type: 'string', default: '64' },
        limit: { type: 'string', default: '10000' },
        data: { type: 'string' },
        'checkpoint-every': { type: 'string', default: '100' },
        'connect-seconds': { type: 'string', default: '120' },
        'stall-seconds': { type: 'string', default: '120' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message, { cause: error });
  }
}

/** @param {string} name @param {string} text @param {number} least @returns {number} */
function whole(name, text, least) {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`${name} must be a whole number of at least ${least}, not '${text}'`);
  }
  return value;
}
