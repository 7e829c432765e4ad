// @ts-check
/**
 * The network: two strided convolutions and two fully connected layers, close to the one LeCun and others trained on
 * handwritten zip codes in 1989; softmax cross entropy; Adam.
 */
import { Layer } from './layer.mjs';
import { randomFrom } from './random.mjs';

/** @typedef {import('./layer.mjs').Shape} Shape */
/** @typedef {import('./layer.mjs').Floats} Floats */
/** @typedef {import('./layer.mjs').Precision} Precision */

export const CLASSES = 10;

/** @param {number} hidden width of the last hidden layer @returns {Shape[]} the layers for 28 × 28 grey images */
export function digitLayers(hidden) {
  return [
    { side: 28, channels: 1, window: 5, stride: 2, outputs: 12, rectify: true },
    { side: 12, channels: 12, window: 5, stride: 2, outputs: 24, rectify: true },
    { side: 4, channels: 24, window: 4, stride: 1, outputs: hidden, rectify: true },
    { side: 1, channels: hidden, window: 1, stride: 1, outputs: CLASSES, rectify: false },
  ];
}

export class Network {
  /**
   * @param {Shape[]} shapes each layer's output must have the next layer's input shape; throws a RangeError if not
   * @param {Precision} [Precision] Float64Array only to check gradients
   */
  constructor(shapes, Precision = Float32Array) {
    const count = shapes.reduce((sum, shape) => sum + Layer.parameterCount(shape), 0);
    this.shapes = shapes;
    /** All weights and biases, layer after layer: the array that is saved and hashed. */
    this.parameters = new Precision(count);
    /** Summed slopes of the loss by each parameter: the array that is averaged between ranks. */
    this.gradient = new Precision(count);
    /** Class probabilities of the last image. */
    this.probabilities = new Precision(shapes[shapes.length - 1].outputs);
    let offset = 0;
    /** @type {Layer[]} */
    this.layers = shapes.map((shape, index) => {
      const before = shapes[index - 1];
      if (before && (Layer.outSide(before) !== shape.side || before.outputs !== shape.channels)) {
        throw new RangeError(`layer ${index} does not take what layer ${index - 1} gives`);
      }
      const end = offset + Layer.parameterCount(shape);
      const layer = new Layer(
        shape,
        this.parameters.subarray(offset, end),
        this.gradient.subarray(offset, end),
        Precision,
      );
      offset = end;
      return layer;
    });
  }

  /** Draws the starting weights (He's uniform rule, biases 0). @param {number} seed */
  initialise(seed) {
    const random = randomFrom(seed);
    for (const layer of this.layers) {
      const bound = Math.sqrt(6 / layer.taps) * (layer.shape.rectify ? 1 : 0.5);
      const count = layer.taps * layer.shape.outputs;
      for (let i = 0; i < count; i++) layer.weights[i] = (random() * 2 - 1) * bound;
      layer.weights.fill(0, count);
    }
  }

  /**
   * @param {Floats} image 28 × 28 values from 0 to 1
   * @param {number} label the right class
   * @returns {{ loss: number, correct: boolean }} cross entropy in nats, and whether the likeliest class is the label
   */
  evaluate(image, label) {
    let values = image;
    for (const layer of this.layers) values = layer.forward(values);
    let best = 0;
    for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += this.probabilities[i] = Math.exp(values[i] - values[best]);
    for (let i = 0; i < values.length; i++) this.probabilities[i] /= sum;
    return { loss: Math.log(sum) + values[best] - values[label], correct: best === label };
  }

  /**
   * Evaluates one image and adds its slopes to `gradient`.
   * @param {Floats} image @param {number} label @param {number} scale factor on the slopes, such as 1 / batch size
   * @returns {{ loss: number, correct: boolean }} unscaled
   */
  learn(image, label, scale) {
    const result = this.evaluate(image, label);
    const last = this.layers[this.layers.length - 1];
    for (let i = 0; i < last.output.length; i++) {
      last.outputSlope[i] = (this.probabilities[i] - (i === label ? 1 : 0)) * scale;
    }
    for (let i = this.layers.length - 1; i >= 0; i--) {
      this.layers[i].backward(i > 0 ? this.layers[i - 1].outputSlope : null);
    }
    return result;
  }
}

/** Adam (Kingma and Ba, 2015) with its usual constants; its two moments are part of a checkpoint. */
export class Adam {
  /** @param {number} count parameters */
  constructor(count) {
    this.mean = new Float32Array(count);
    this.square = new Float32Array(count);
  }

  /**
   * Moves the parameters one step against the gradient.
   * @param {Floats} parameters @param {Floats} gradient
   * @param {number} rate learning rate @param {number} step number of this step, from 1
   */
  update(parameters, gradient, rate, step) {
    const { mean, square } = this;
    const meanFix = 1 / (1 - 0.9 ** step);
    const squareFix = 1 / (1 - 0.999 ** step);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      mean[i] += 0.1 * (slope - mean[i]);
      square[i] += 0.001 * (slope * slope - square[i]);
      parameters[i] -= (rate * mean[i] * meanFix) / (Math.sqrt(square[i] * squareFix) + 1e-8);
    }
  }
}
