// @ts-check
/** One run on one rank: join, agree on a state, take the steps, evaluate, keep checkpoints, leave the model. */
import { crc32, decodeState, encodeState, readNewestCheckpoint, writeCheckpoint } from './checkpoint.mjs';
import { epochOrder, readDigits, splitDigits } from './dataset.mjs';
import { Group } from './group.mjs';
import { Learner, shareOf } from './learner.mjs';
import { writeModel } from './model.mjs';

/** Steps between two lines of rank 0, and between two comparisons of the ranks' weights. */
const STEPS_PER_LINE = 25;
/** Exit code of a run that was asked to stop by a signal (128 + SIGTERM). */
const EXIT_STOPPED = 143;

/** @typedef {import('./options.mjs').Options} Options */
/** @typedef {import('./dataset.mjs').Digits} Digits */
/** @typedef {import('./checkpoint.mjs').State} State */

/** Thrown between two steps when a signal asked this rank to stop. */
class StopRequest extends Error {
  /** @override */ name = 'StopRequest';
}

/**
 * Reads the data and the newest checkpoint, and waits for the other ranks.
 * @param {Options} options @param {(line: string) => void} say @returns {Promise<Run>}
 * @throws {Error} when the data cannot be read or the ranks do not come together
 */
export async function openRun(options, say) {
  const digits = await readDigits(options.data ?? new URL('digits.bin.gz', import.meta.url));
  const run = new Run(options, say, digits);
  await run.restore();
  await run.join();
  return run;
}

export class Run {
  #stopping = false;
  /** Sum of batch losses since the last line, and how many. */
  #recent = { loss: 0, batches: 0 };
  #savedStep = -1;
  /** @type {Group | null} */ #group = null;

  /** @param {Options} options @param {(line: string) => void} say @param {Digits} digits */
  constructor(options, say, digits) {
    const { seed, batch, hidden, limit, epochs } = options;
    this.options = options;
    this.say = say;
    this.split = splitDigits(digits, limit);
    this.learner = new Learner(digits, options);
    this.stepsPerEpoch = Math.floor(this.split.training.length / batch);
    if (this.stepsPerEpoch === 0) {
      throw new Error(`--batch ${batch} is more than the ${this.split.training.length} training digits`);
    }
    this.steps = this.stepsPerEpoch * epochs;
    const settings = JSON.stringify({ seed, batch, hidden, limit, digits: crc32(digits.pixels) });
    /** @type {import('./checkpoint.mjs').Progress} */
    this.progress = { step: 0, loss: 0, evaluatedStep: -1, accuracy: 0, settings };
  }

  /** Takes the newest usable checkpoint, if there is one. */
  async restore() {
    const { checkpointDir } = this.options;
    if (!checkpointDir) return;
    const wanted = { settings: this.progress.settings, count: this.learner.stateLength };
    const state = await readNewestCheckpoint(checkpointDir, wanted, this.say);
    if (!state) return;
    this.#adopt(state);
    this.#savedStep = state.progress.step;
  }

  /** Waits until every rank is there. */
  async join() {
    const { rank, world, masterAddress, masterPort, epochs, lr, connectSeconds, stallSeconds } = this.options;
    this.#group = await Group.join({
      rank,
      world,
      host: masterAddress,
      port: masterPort,
      step: this.progress.step,
      settings: `${this.progress.settings} epochs=${epochs} lr=${lr}`,
      connectMs: connectSeconds * 1000,
      stallMs: stallSeconds * 1000,
      say: this.say,
    });
  }

  /** Asks for a stop before the next step. */
  stop() {
    this.#stopping = true;
  }

  /**
   * Runs to the end, or to the first reason not to. Whatever the reason, rank 0 saves the last whole step.
   * @returns {Promise<number>} exit code @throws {Error} when a rank was lost
   */
  async train() {
    const group = /** @type {Group} */ (this.#group);
    try {
      this.#adopt(decodeState(await group.share(encodeState(this.#state()), this.progress.step)));
      this.#announce();
      await this.#takeSteps(group);
      if (this.options.rank === 0) await this.#finish();
    } catch (error) {
      await this.#save();
      const stopped = error instanceof StopRequest || this.#stopping;
      await group.abort(stopped ? 'rank 0 was asked to stop' : /** @type {Error} */ (error).message);
      if (!stopped) throw error;
      this.say(`stopped at step ${this.progress.step}`);
      return EXIT_STOPPED;
    }
    await group.close();
    return 0;
  }

  #announce() {
    const { rank, world, epochs, batch } = this.options;
    const { step } = this.progress;
    if (step > 0) this.say(`resumed from step ${step} (epoch ${this.#epochOf(Math.min(step + 1, this.steps))})`);
    if (rank !== 0) return;
    const { training, heldOut } = this.split;
    const plan = `${epochs} epochs of ${this.stepsPerEpoch} steps, batch ${batch}, ${world} ${world > 1 ? 'ranks' : 'rank'}`;
    this.say(`${training.length} digits to train on, ${heldOut.length} held out; ${plan}`);
  }

  /** @param {Group} group */
  async #takeSteps(group) {
    /** @type {Uint32Array} */ let order = new Uint32Array(0);
    let orderEpoch = 0;
    for (;;) {
      const { step, evaluatedStep } = this.progress;
      if (step % this.stepsPerEpoch === 0 && evaluatedStep !== step) await this.#evaluate(group);
      if (step >= this.steps) return;
      if (this.#stopping) throw new StopRequest();
      const epoch = this.#epochOf(step + 1);
      if (orderEpoch !== epoch) {
        order = epochOrder(this.split.training, this.options.seed, epoch);
        orderEpoch = epoch;
      }
      await this.#takeStep(group, epoch, order);
      // An epoch's last step is reported and saved after its evaluation.
      if (this.progress.step % this.stepsPerEpoch === 0) continue;
      if (this.progress.step % STEPS_PER_LINE === 0) this.#report(epoch);
      if (this.progress.step % this.options.checkpointEvery === 0) await this.#save();
    }
  }

  /** @param {Group} group @param {number} epoch @param {Uint32Array} order of this epoch's digits */
  async #takeStep(group, epoch, order) {
    const { rank, world, batch, lr } = this.options;
    const { step } = this.progress;
    const first = (step % this.stepsPerEpoch) * batch;
    // Averaging over ranks divides by their number, so this scale gives the mean over the whole batch.
    this.learner.computeGradient(shareOf(order.subarray(first, first + batch), rank, world), epoch, world / batch);
    await group.average(this.learner.message, step, step % STEPS_PER_LINE === 0 ? this.learner.checksum() : 0);
    this.#recent.loss += this.learner.takeStep(step + 1, this.steps, lr);
    this.#recent.batches++;
    this.progress.step++;
  }

  /** Evaluates on the held-out digits, each rank its share; then reports and saves. @param {Group} group */
  async #evaluate(group) {
    const { rank, world, epochs } = this.options;
    const { heldOut } = this.split;
    const { step } = this.progress;
    const correct = Float32Array.of(this.learner.countCorrect(shareOf(heldOut, rank, world)));
    const checksum = this.learner.checksum();
    await group.average(correct, step, checksum);
    this.progress.accuracy = Math.round(correct[0] * world) / heldOut.length;
    this.progress.evaluatedStep = step;
    if (step === 0) return;
    const epoch = this.#epochOf(step);
    if (rank !== 0)
      this.say(`rank ${rank}: epoch ${epoch}/${epochs} weights ${checksum.toString(16).padStart(8, '0')}`);
    this.#report(epoch);
    await this.#save();
  }

  /** Rank 0 prints where the run is. @param {number} epoch */
  #report(epoch) {
    if (this.options.rank !== 0) return;
    const { progress } = this;
    if (this.#recent.batches > 0) progress.loss = this.#recent.loss / this.#recent.batches;
    this.#recent = { loss: 0, batches: 0 };
    const [loss, accuracy] = [progress.loss.toFixed(4), progress.accuracy.toFixed(4)];
    const place = `epoch ${epoch}/${this.options.epochs} step ${progress.step}/${this.steps}`;
    this.say(`${place} loss=${loss} accuracy=${accuracy}`);
  }

  /** Rank 0 writes a checkpoint of this step, unless there is one. */
  async #save() {
    const { rank, checkpointDir } = this.options;
    const { step } = this.progress;
    if (rank !== 0 || !checkpointDir || step === 0 || step === this.#savedStep) return;
    const name = await writeCheckpoint(checkpointDir, this.#state());
    this.#savedStep = step;
    this.say(`${name} written`);
  }

  async #finish() {
    const { modelDir, seed, batch, hidden, lr, epochs, limit } = this.options;
    const { step, accuracy } = this.progress;
    const digits = this.split.heldOut.length;
    if (modelDir) {
      const training = { seed, batch, hidden, lr, epochs, limit, steps: step };
      await writeModel(modelDir, this.learner.network, {
        ...training,
        heldOutAccuracy: accuracy,
        heldOutDigits: digits,
      });
    }
    this.say(`done: held-out accuracy=${accuracy.toFixed(4)} digits=${digits}`);
  }

  /** @param {number} step from 1 @returns {number} the epoch it belongs to, from 1 */
  #epochOf(step) {
    return Math.ceil(step / this.stepsPerEpoch);
  }

  /** @returns {State} */
  #state() {
    return { progress: this.progress, floats: this.learner.state() };
  }

  /** @param {State} state */
  #adopt(state) {
    this.progress = { ...state.progress };
    this.learner.adopt(state.floats);
  }
}
