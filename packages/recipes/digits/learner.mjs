// @ts-check
/** What a rank computes between two messages: gradients, evaluations, and the state they lead to. */
import { bytesOf, crc32 } from './checkpoint.mjs';
import { copyDigit, copyDigitVaried } from './dataset.mjs';
import { Adam, digitLayers, Network } from './network.mjs';
import { mixSeed, randomFrom } from './random.mjs';

/** The learning rate ends at this share of where it began. */
const LAST_RATE_SHARE = 0.02;

export class Learner {
  /**
   * @param {import('./dataset.mjs').Digits} digits
   * @param {{ seed: number, hidden: number }} options
   */
  constructor(digits, { seed, hidden }) {
    this.digits = digits;
    this.seed = seed;
    this.network = new Network(digitLayers(hidden));
    this.network.initialise(mixSeed(seed));
    const count = this.network.parameters.length;
    this.adam = new Adam(count);
    /** What the ranks average at each step: the gradient, then the loss. */
    this.message = new Float32Array(count + 1);
    this.image = new Float32Array(digits.side * digits.side);
  }

  /** Floats in a state: the parameters and two moments of each. */
  get stateLength() {
    return 3 * this.network.parameters.length;
  }

  #stateParts() {
    return [this.network.parameters, this.adam.mean, this.adam.square];
  }

  /** @returns {Float32Array} a copy of everything that training changes */
  state() {
    const floats = new Float32Array(this.stateLength);
    for (const [index, part] of this.#stateParts().entries()) floats.set(part, index * part.length);
    return floats;
  }

  /** @param {Float32Array} floats as from `state` */
  adopt(floats) {
    for (const [index, part] of this.#stateParts().entries()) {
      part.set(floats.subarray(index * part.length, (index + 1) * part.length));
    }
  }

  /** @returns {number} CRC-32 of the weights */
  checksum() {
    return crc32(bytesOf(this.network.parameters));
  }

  /**
   * Puts the gradient and the loss of some digits, each times `scale`, into `message`.
   * @param {Uint32Array} indices of digits @param {number} epoch decides how each digit is varied
   * @param {number} scale
   */
  computeGradient(indices, epoch, scale) {
    const { network, digits, image, message } = this;
    network.gradient.fill(0);
    let loss = 0;
    for (const index of indices) {
      copyDigitVaried(digits, index, randomFrom(mixSeed(this.seed, epoch, index)), image);
      loss += network.learn(image, digits.labels[index], scale).loss;
    }
    message.set(network.gradient);
    message[message.length - 1] = loss * scale;
  }

  /**
   * Takes the step that `message` asks for.
   * @param {number} step from 1 @param {number} steps of the whole run @param {number} rate learning rate at the start
   * @returns {number} the loss in `message`
   */
  takeStep(step, steps, rate) {
    const cosine = (1 + Math.cos((Math.PI * (step - 1)) / steps)) / 2;
    const { network, adam, message } = this;
    adam.update(network.parameters, message, rate * (LAST_RATE_SHARE + (1 - LAST_RATE_SHARE) * cosine), step);
    return message[message.length - 1];
  }

  /** @param {Uint32Array} indices of digits @returns {number} how many the network recognises */
  countCorrect(indices) {
    let correct = 0;
    for (const index of indices) {
      copyDigit(this.digits, index, this.image);
      if (this.network.evaluate(this.image, this.digits.labels[index]).correct) correct++;
    }
    return correct;
  }
}

/**
 * @param {Uint32Array} items @param {number} rank @param {number} world
 * @returns {Uint32Array} the share of one rank; shares differ by at most one item
 */
export function shareOf(items, rank, world) {
  return items.subarray(Math.floor((rank * items.length) / world), Math.floor(((rank + 1) * items.length) / world));
}
