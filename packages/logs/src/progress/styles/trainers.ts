/** Training programs that write a line now and then. Those whose epochs count from 0 are said as people count. */
import { byPattern, type Style } from '../facts.ts';
import { clockMs, countOf, fieldOf, known, perStep, rateOf, spanMs, wordOf } from '../pieces.ts';

const seconds = (value: number | undefined) => (value === undefined ? undefined : value * 1_000);
const plusOne = (text: string | undefined) => (text === undefined ? undefined : Number(text) + 1);

/** Hugging Face: `{'loss': 0.43, 'learning_rate': 4.5e-05, 'epoch': 1.23}`; newer ones quote the numbers. */
const trainer = byPattern(
  'hf-trainer',
  ["'epoch':"],
  /^\{'[\w/]{1,64}': .{0,1000}'epoch': '?(?<epoch>\d{1,9}(?:\.\d{1,9})?)'?\}/,
  ({ epoch }) => known({ epoch: Number(epoch) }),
);

/** timm: `Train: 12 [ 450/1251 ( 36%)]  Loss: 3.21 (3.40)  Time: 0.312s,  820.51/s …`. */
const timm = byPattern(
  'timm',
  ['train: '],
  /^Train: (?<epoch>\d{1,9}) \[ {0,8}(?<n>\d{1,12})\/(?<of>\d{1,12}) {1,4}\( {0,4}\d{1,3}%\)\]/,
  ({ epoch, n, of }, line) =>
    known({
      epoch: plusOne(epoch),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      ...perStep(seconds(fieldOf(line, 'Time')), 'it'),
    }),
);

/** Swin: `Train: [3/300][100/1251]  eta 0:05:43 lr 0.0005  time 0.3012 (0.3100)`. */
const swin = byPattern(
  'swin',
  ['train: ['],
  /Train: \[(?<epoch>\d{1,9})\/(?<epochs>\d{1,9})\]\[(?<n>\d{1,12})\/(?<of>\d{1,12})\]\s{1,4}eta (?<left>(?:\d{1,4} days?, )?[\d:]{4,12})/,
  ({ epoch, epochs, n, of, left }, line) =>
    known({
      epoch: plusOne(epoch),
      epochs: countOf(epochs),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      left: clockMs(left),
      ...perStep(seconds(fieldOf(line, 'time')), 'it'),
    }),
);

/** torchvision, DETR, MAE: `Epoch: [3]  [ 100/1000]  eta: 0:05:00  lr: 0.0001  loss: 1.2  time: 0.3330`. */
const metricLogger = byPattern(
  'metric-logger',
  [' eta: '],
  /Epoch: \[(?<epoch>\d{1,9})\]\s{1,4}\[ {0,8}(?<n>\d{1,12})\/(?<of>\d{1,12})\]\s{1,4}(?:learning_rate: \S{1,20} )?.{0,200}?eta: (?<left>(?:\d{1,4} days?, )?[\d:]{4,12})/,
  ({ epoch, n, of, left }, line) =>
    known({
      epoch: plusOne(epoch),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      left: clockMs(left),
      ...perStep(seconds(fieldOf(line, 'time') ?? fieldOf(line, 'batch_cost')), 'it'),
    }),
);

/** PyTorch's ImageNet example: `Epoch: [3][ 100/5005]  Time  0.312 ( 0.320) …`. */
const imagenet = byPattern(
  'imagenet',
  ['epoch: ['],
  /Epoch: \[(?<epoch>\d{1,9})\]\[ {0,8}(?<n>\d{1,12})\/(?<of>\d{1,12})\]/,
  ({ epoch, n, of }, line) =>
    known({
      epoch: plusOne(epoch),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      ...perStep(seconds(fieldOf(line, 'Time')), 'it'),
    }),
);

/** PyTorch's MNIST example: `Train Epoch: 3 [25600/60000 (43%)]  Loss: 0.123`; it counts samples. */
const mnist = byPattern(
  'mnist',
  ['train epoch: '],
  /Train Epoch: (?<epoch>\d{1,9}) \[(?<n>\d{1,12})\/(?<of>\d{1,12})(?: \(\d{1,3}%\))?\]/,
  ({ epoch, n, of }) =>
    known({ epoch: countOf(epoch), step: countOf(n), steps: countOf(of), perEpoch: true, rateUnit: 'ex' }),
);

/** Detectron2: `eta: 1:23:45  iter: 199  total_loss: 1.234 … time: 0.4123`. */
const detectron = byPattern(
  'detectron2',
  [' iter: '],
  /(?:eta: (?<left>(?:\d{1,4} days?, )?[\d:]{4,12})\s{1,4})iter: (?<n>\d{1,12})/,
  ({ n, left }, line) =>
    known({ step: countOf(n), left: clockMs(left), ...perStep(seconds(fieldOf(line, 'time')), 'it') }),
);

/** mmengine and mmcv by epochs: `Epoch(train)  [3][ 100/1250]  lr: … eta: 2:03:04  time: 0.3210`. */
const mmEpochs = byPattern(
  'mmengine',
  ['epoch'],
  /Epoch(?:\((?<mode>[a-z]{1,8})\))?\s{1,4}\[(?<epoch>\d{1,9})\]\[ {0,8}(?<n>\d{1,12})\/(?<of>\d{1,12})\]/,
  ({ mode, epoch, n, of }, line) =>
    known({
      epoch: countOf(epoch),
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      side: mode !== undefined && mode !== 'train' ? true : undefined,
      left: clockMs(/eta: (?<left>(?:\d{1,4} days?, )?[\d:]{4,12})/.exec(line)?.groups?.left),
      ...perStep(seconds(fieldOf(line, 'time')), 'it'),
    }),
);

/** The same by steps: `Iter(train) [   500/160000]  …`. */
const mmSteps = byPattern(
  'mmengine',
  ['iter'],
  /Iter(?:\((?<mode>[a-z]{1,8})\))?\s{1,4}\[ {0,8}(?<n>\d{1,12})\/(?<of>\d{1,12})\]/,
  ({ mode, n, of }, line) =>
    known({
      step: countOf(n),
      steps: countOf(of),
      side: mode !== undefined && mode !== 'train' ? true : undefined,
      left: clockMs(/eta: (?<left>(?:\d{1,4} days?, )?[\d:]{4,12})/.exec(line)?.groups?.left),
      ...perStep(seconds(fieldOf(line, 'time')), 'it'),
    }),
);

/** Megatron-LM: `iteration      100/    5000 | consumed samples: … | elapsed time per iteration (ms): 1234.5 |`. */
const megatron = byPattern(
  'megatron',
  ['iteration', '|'],
  /\biteration {1,12}(?<n>\d{1,12})\/ {0,12}(?<of>\d{1,12}) \|/,
  ({ n, of }, line) =>
    known({ step: countOf(n), steps: countOf(of), ...perStep(fieldOf(line, 'elapsed time per iteration (ms)'), 'it') }),
);

/** DeepSpeed: `epoch=0/micro_step=200/global_step=100, …`, `[Rank 0] step=100, skipped=0, …`, `steps: 100 loss: 2.3 iter time (s): 0.512`. */
const deepspeed = byPattern(
  'deepspeed',
  ['step'],
  /(?:epoch=(?<epoch>\d{1,9})\/micro_step=\d{1,12}\/global_step=(?<g>\d{1,12})|\[Rank \d{1,6}\] step=(?<n>\d{1,12}), skipped=|^steps: (?<s>\d{1,12}) loss: )/,
  ({ epoch, g, n, s }, line) =>
    known({
      epoch: plusOne(epoch),
      step: countOf(g ?? n ?? s),
      ...perStep(seconds(fieldOf(line, 'iter time (s)')), 'it'),
    }),
);

/** nanoGPT: `iter 250: loss 2.5432, time 123.45ms, mfu 30.12%`. */
const nanogpt = byPattern(
  'nanogpt',
  ['iter '],
  /^iter (?<n>\d{1,12}): loss \S{1,20}, time (?<ms>\d{1,9}(?:\.\d{1,6})?)ms/,
  ({ n, ms }) => known({ step: countOf(n), ...perStep(Number(ms), 'it') }),
);

/** fairseq: `epoch 001:    100 / 5000 loss=12.3, …, ups=2.5, num_updates=100`. */
const fairseq = byPattern(
  'fairseq',
  ['epoch '],
  /\bepoch (?<epoch>\d{1,9}): {1,12}(?<n>\d{1,12}) \/ (?<of>\d{1,12}) loss=/,
  ({ epoch, n, of }, line) => {
    const ups = fieldOf(line, 'ups');
    const rate = ups === undefined || !(ups > 0) ? {} : { rate: ups, rateUnit: 'update' };
    return known({ epoch: countOf(epoch), step: countOf(n), steps: countOf(of), perEpoch: true, ...rate });
  },
);

/** Caffe: `solver.cpp:218] Iteration 400 (2.5 iter/s, 40s/100 iters), loss = 1.23`. */
const caffe = byPattern(
  'caffe',
  ['] iteration '],
  /\.cpp:\d{1,6}\] Iteration (?<n>\d{1,12})(?: \((?<rate>[\d.]{1,12} iter\/s), [\d.]{1,12}s\/\d{1,9} iters\))?,/,
  ({ n, rate }) => known({ step: countOf(n), ...rateOf(rate) }),
);

/** CNTK: `Epoch[ 3 of 160]-Minibatch[ 101- 200, 53.33%]: … samplesPerSecond = 2453.1`; `Minibatch[ 101- 200]: loss = …`. */
const cntk = byPattern(
  'cntk',
  ['minibatch['],
  /(?:Epoch\[ {0,6}(?<epoch>\d{1,9}) of (?<epochs>\d{1,9})\]-)?Minibatch\[ {0,9}\d{1,12}- {0,9}(?<n>\d{1,12})(?:, {0,4}(?<percent>\d{1,3}(?:\.\d{1,4})?)%)?\]/,
  ({ epoch, epochs, n, percent }) => {
    const share = Number(percent) / 100;
    return known({
      epoch: countOf(epoch),
      epochs: countOf(epochs),
      step: countOf(n),
      // Only the share is told: what it is of follows.
      steps: share > 0 ? Math.round(Number(n) / share) : undefined,
      perEpoch: true,
    });
  },
);

/** CNTK at the end of an epoch: `Finished Epoch[3 of 160]: …`. */
const cntkEpoch = byPattern(
  'cntk',
  ['finished epoch['],
  /Finished Epoch\[ {0,6}(?<epoch>\d{1,9}) of (?<epochs>\d{1,9})\]/,
  ({ epoch, epochs }) => known({ epoch: countOf(epoch), epochs: countOf(epochs) }),
);

/** Chainer's ProgressBar, three lines: `total [###...] 10.00%`, `100 iter, 2 epoch / 20 epochs`, `12.3 iters/sec. Estimated …`. */
const chainerBar = byPattern(
  'chainer',
  ['total ['],
  /^ {0,12}total \[[#.]{10,100}\] {1,4}(?<percent>\d{1,3}(?:\.\d{1,4})?)%/,
  ({ percent }) => known({ percent: Number(percent) }),
);
const chainerCount = byPattern(
  'chainer-count',
  [' epoch / '],
  /^ {0,16}(?<n>\d{1,12}) iter, (?<epoch>\d{1,9}) epoch \/ (?<epochs>\d{1,9}) epochs/,
  ({ n, epoch, epochs }) => known({ step: countOf(n), epoch: countOf(epoch), epochs: countOf(epochs) }),
);
const chainerRate = byPattern(
  'chainer',
  ['estimated time to finish'],
  /^ {0,12}(?<rate>[\d.]{1,15} iters\/sec)\. Estimated time to finish: (?<left>(?:\d{1,4} days?, )?[\d:]{4,12}(?:\.\d{1,9})?)/,
  ({ rate, left }) => known({ ...rateOf(rate), left: clockMs(left) }),
);

/** TensorFlow's estimator: `INFO:tensorflow:loss = 0.5, step = 100 (8.1 sec)` and `global_step/sec: 12.34`. */
const estimator = byPattern(
  'estimator',
  ['step'],
  /(?:^|[:\] ])(?:loss = [^,]{1,24}, step = (?<n>\d{1,12})|global_step\/sec: (?<rate>\d{1,9}(?:\.\d{1,9})?))/,
  ({ n, rate }) => known({ step: countOf(n), ...(rate === undefined ? {} : rateOf(`${rate}step/s`)) }),
);

/** PaddlePaddle: `global step 100, epoch: 1, batch: 100, loss: 0.5, speed: 3.21 step/s`. */
const paddle = byPattern(
  'paddle',
  ['global step '],
  /\bglobal step (?<n>\d{1,12})(?:\/(?<of>\d{1,12}))?, epoch: (?<epoch>\d{1,9})/,
  ({ n, of, epoch }, line) =>
    known({
      step: countOf(n),
      steps: countOf(of),
      epoch: countOf(epoch),
      ...rateOf(/^[\d.]{1,12} step\/s/.exec(wordOf(line, 'speed') ?? '')?.[0]),
    }),
);

/** MXNet: `Epoch[3] Batch [100-200]  Speed: 1234.56 samples/sec`. */
const mxnet = byPattern(
  'mxnet',
  ['] batch ['],
  /Epoch\[(?<epoch>\d{1,9})\] Batch \[(?:\d{1,12}-)?(?<n>\d{1,12})\]/,
  ({ epoch, n }) => known({ epoch: plusOne(epoch), step: countOf(n), perEpoch: true }),
);

/** MaxText: `completed step: 10, seconds: 1.234, …`. */
const maxtext = byPattern(
  'maxtext',
  ['completed step: '],
  /completed step: (?<n>\d{1,12}), seconds: (?<s>\d{1,9}(?:\.\d{1,6})?)/,
  ({ n, s }) => known({ step: countOf(n), ...perStep(Number(s) * 1_000, 'step') }),
);

/** Composer: `[epoch=1][batch=10/100]:`. */
const composer = byPattern(
  'composer',
  ['[batch='],
  /\[epoch=(?<epoch>\d{1,9})(?:\/(?<epochs>\d{1,9}))?\]\[batch=(?<n>\d{1,12})\/(?<of>\d{1,12})\]/,
  ({ epoch, epochs, n, of }) =>
    known({ epoch: countOf(epoch), epochs: countOf(epochs), step: countOf(n), steps: countOf(of), perEpoch: true }),
);

/** darknet: `100: 1.234, 1.345 avg loss, 0.001 rate, 3.21 seconds, 6400 images, 12.3 hours left`. */
const darknet = byPattern(
  'darknet',
  [' avg'],
  /^ {0,4}(?<n>\d{1,12}): [^,]{1,24}, [^,]{1,24} avg(?: loss)?, [\d.]{1,12} rate, (?<s>[\d.]{1,12}) seconds, \d{1,15} images(?:, (?<hours>[\d.]{1,12}) hours left)?/,
  ({ n, s, hours }) =>
    known({
      step: countOf(n),
      left: hours === undefined ? undefined : spanMs(`${Number(hours)}h`),
      ...perStep(Number(s) * 1_000, 'it'),
    }),
);

/** Marian: `Ep. 1 : Up. 1000 : Sen. 64,000 : …`; OpenNMT: `Step 50/100000; acc: …`. */
const marian = byPattern(
  'marian',
  [': up. '],
  /Ep\. (?<epoch>\d{1,9})(?:\.\d{1,6})? : Up\. (?<n>\d{1,12})/,
  ({ epoch, n }) => known({ epoch: countOf(epoch), step: countOf(n), rateUnit: 'update' }),
);

export const trainers: readonly Style[] = [
  trainer,
  timm,
  swin,
  metricLogger,
  imagenet,
  mnist,
  detectron,
  mmEpochs,
  mmSteps,
  megatron,
  deepspeed,
  nanogpt,
  fairseq,
  caffe,
  cntk,
  cntkEpoch,
  chainerBar,
  chainerCount,
  chainerRate,
  paddle,
  estimator,
  mxnet,
  maxtext,
  composer,
  darknet,
  marian,
];
