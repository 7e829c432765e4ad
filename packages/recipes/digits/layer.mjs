// @ts-check
/**
 * One kind of layer is enough: slide a square window over a square image and take dot products with the weights. A
 * small window makes a convolution; a window as large as the image makes a fully connected layer.
 * Images are flat arrays in the order row, column, channel, so that one row of a window is one contiguous run.
 */

/**
 * @typedef {object} Shape
 * @property {number} side pixels along one side of the input image
 * @property {number} channels values per input pixel
 * @property {number} window pixels along one side of the window
 * @property {number} stride pixels between neighbouring windows
 * @property {number} outputs values computed per window
 * @property {boolean} rectify whether negative outputs become 0 (ReLU)
 */

/** @typedef {Float32ArrayConstructor | Float64ArrayConstructor} Precision */
/** @typedef {Float32Array | Float64Array} Floats */

/** Works on one image at a time; `forward` must have run on an image before `backward` does. */
export class Layer {
  /**
   * @param {Shape} shape
   * @param {Floats} weights outputs × taps, then one bias per output; a view into the network's parameters
   * @param {Floats} gradient a view of the same length; `backward` adds to it
   * @param {Precision} Precision
   */
  constructor(shape, weights, gradient, Precision) {
    this.shape = shape;
    this.weights = weights;
    this.gradient = gradient;
    this.outSide = Layer.outSide(shape);
    this.positions = this.outSide * this.outSide;
    this.taps = shape.window * shape.window * shape.channels;
    /** One row of taps per window position: the input, cut into windows. */
    this.windows = new Precision(this.positions * this.taps);
    /** Outputs of the last image: outSide × outSide × outputs. */
    this.output = new Precision(this.positions * shape.outputs);
    /** Slope of the loss by each output, to be filled in before `backward`; same shape as `output`. */
    this.outputSlope = new Precision(this.output.length);
    this.windowSlope = new Precision(this.taps);
  }

  /** @param {Shape} shape @returns {number} windows along one side */
  static outSide(shape) {
    return Math.floor((shape.side - shape.window) / shape.stride) + 1;
  }

  /** @param {Shape} shape @returns {number} how many weights and biases a layer of this shape has */
  static parameterCount(shape) {
    return shape.outputs * (shape.window * shape.window * shape.channels + 1);
  }

  /** @param {number} position window number @returns {number} index of the window's first value in the input image */
  #origin(position) {
    const { side, channels, stride } = this.shape;
    const row = Math.floor(position / this.outSide) * stride;
    return (row * side + (position % this.outSide) * stride) * channels;
  }

  /** @param {Floats} image side × side × channels @returns {Floats} `this.output` */
  forward(image) {
    const { side, channels, window, outputs, rectify } = this.shape;
    const { windows, output, taps } = this;
    const run = window * channels;
    for (let position = 0, to = 0; position < this.positions; position++) {
      const origin = this.#origin(position);
      for (let row = 0; row < window; row++) {
        const from = origin + row * side * channels;
        for (let i = 0; i < run; i++) windows[to++] = image[from + i];
      }
    }
    for (let position = 0; position < this.positions; position++) {
      multiplyRows(this.weights, outputs, windows, position * taps, taps, output, position * outputs);
    }
    if (rectify) for (let i = 0; i < output.length; i++) if (output[i] < 0) output[i] = 0;
    return output;
  }

  /**
   * Adds this image's share to `gradient`, given `outputSlope`.
   * @param {Floats | null} imageSlope receives the slope of the loss by each input value; null when nobody needs it
   */
  backward(imageSlope) {
    const { side, channels, window, outputs, rectify } = this.shape;
    const { output, outputSlope, windowSlope, taps } = this;
    const biases = outputs * taps;
    const run = window * channels;
    if (imageSlope) imageSlope.fill(0);
    for (let position = 0; position < this.positions; position++) {
      if (imageSlope) windowSlope.fill(0);
      for (let unit = 0; unit < outputs; unit++) {
        const at = position * outputs + unit;
        const slope = rectify && output[at] <= 0 ? 0 : outputSlope[at];
        if (slope === 0) continue;
        this.gradient[biases + unit] += slope;
        addScaled(this.gradient, unit * taps, this.windows, position * taps, taps, slope);
        if (imageSlope) addScaled(windowSlope, 0, this.weights, unit * taps, taps, slope);
      }
      if (!imageSlope) continue;
      const origin = this.#origin(position);
      for (let row = 0; row < window; row++) {
        addScaled(imageSlope, origin + row * side * channels, windowSlope, row * run, run, 1);
      }
    }
  }
}

/**
 * output[o] = bias[o] + row o of the weights · the window. Four rows share one pass over the window, which keeps four
 * independent sums in flight and is about twice as fast as one row at a time.
 * @param {Floats} weights @param {number} rows
 * @param {Floats} windows @param {number} from @param {number} taps
 * @param {Floats} output @param {number} to
 */
function multiplyRows(weights, rows, windows, from, taps, output, to) {
  const biases = rows * taps;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const first = row * taps;
    const second = first + taps;
    const third = second + taps;
    const fourth = third + taps;
    let a = weights[biases + row];
    let b = weights[biases + row + 1];
    let c = weights[biases + row + 2];
    let d = weights[biases + row + 3];
    for (let i = 0; i < taps; i++) {
      const value = windows[from + i];
      a += value * weights[first + i];
      b += value * weights[second + i];
      c += value * weights[third + i];
      d += value * weights[fourth + i];
    }
    output[to + row] = a;
    output[to + row + 1] = b;
    output[to + row + 2] = c;
    output[to + row + 3] = d;
  }
  for (; row < rows; row++) {
    let sum = weights[biases + row];
    for (let i = 0; i < taps; i++) sum += windows[from + i] * weights[row * taps + i];
    output[to + row] = sum;
  }
}

/**
 * target[to…] += scale × source[from…]
 * @param {Floats} target @param {number} to @param {Floats} source @param {number} from
 * @param {number} length @param {number} scale
 */
function addScaled(target, to, source, from, length, scale) {
  for (let i = 0; i < length; i++) target[to + i] += scale * source[from + i];
}
