import { expect, test } from 'vitest';
import type { ProgressFacts } from './facts.ts';
import { readProgress, styles } from './read-progress.ts';

const clock = (h: number, m: number, s: number) => ((h * 60 + m) * 60 + s) * 1_000;
const near = (value: number) => expect.closeTo(value, 3);

/** Style, line, and all it tells. Lines are our own, in the form in which these programs print. */
const corpus: [string, string, Partial<ProgressFacts>][] = [
  // tqdm and its like
  [
    'tqdm plain',
    ' 41%|████▏     | 46312/112590 [3:02:07<5:51:48,  3.14it/s]',
    { step: 46_312, steps: 112_590, rate: 3.14, rateUnit: 'it', left: clock(5, 51, 48) },
  ],
  [
    'tqdm slow',
    '  2%|▏         | 5/240 [00:12<09:49,  2.51s/it]',
    { step: 5, steps: 240, rate: near(0.3984), rateUnit: 'it', left: clock(0, 9, 49) },
  ],
  ['tqdm start', '  0%|          | 0/240 [00:00<?, ?it/s]', { step: 0, steps: 240 }],
  [
    'tqdm desc',
    'Training:  12%|█▏        | 12/100 [00:03<00:25,  3.40it/s]',
    { step: 12, steps: 100, rate: 3.4, rateUnit: 'it', left: 25_000, label: 'Training' },
  ],
  [
    'tqdm postfix',
    ' 10%|█         | 10/100 [00:01<00:09,  9.80it/s, loss=0.532, acc=0.91]',
    { step: 10, steps: 100, rate: 9.8, rateUnit: 'it', left: 9_000 },
  ],
  [
    'tqdm nested',
    'Epoch 3/20:  50%|█████     | 300/600 [00:30<00:30, 10.0batch/s]',
    { epoch: 3, epochs: 20, step: 300, steps: 600, perEpoch: true, rate: 10, rateUnit: 'batch', left: 30_000 },
  ],
  ['tqdm unknown total', '1234it [00:12, 98.50it/s]', { step: 1_234, rate: 98.5, rateUnit: 'it' }],
  [
    'tqdm scaled',
    'model.safetensors:  45%|████▌     | 1.20G/2.66G [00:12<00:15, 98.3MB/s]',
    { step: 1.2e9, steps: 2.66e9, rate: 98.3e6, rateUnit: 'B', left: 15_000, label: 'model safetensors' },
  ],
  [
    'tqdm aside',
    'Validation DataLoader 0:  50%|█████     | 10/20 [00:01<00:01,  9.00it/s]',
    {
      step: 10,
      steps: 20,
      rate: 9,
      rateUnit: 'it',
      left: 1_000,
      side: true,
      label: 'Validation DataLoader 0'.replace(' 0', ''),
    },
  ],
  [
    'tqdm days',
    '  1%|          | 100/9000 [1:00:00<3 days, 17:00:00, 36.00s/it]',
    { step: 100, steps: 9_000, rate: near(0.02778), rateUnit: 'it', left: 3 * 86_400_000 + clock(17, 0, 0) },
  ],
  [
    'lightning',
    'Epoch 4:  12%|█▏        | 12/100 [00:01<00:10,  8.00it/s, v_num=3, train_loss=0.512]',
    { epoch: 4, step: 12, steps: 100, perEpoch: true, rate: 8, rateUnit: 'it', left: 10_000 },
  ],
  [
    'lightning rich',
    'Epoch 0/9  ━━━━━━━━━━━━━━━━━╸━━━━━━━━━━━━━━━━━━ 45/100 0:00:05 • 0:00:06 9.10it/s v_num: 0.000',
    { epoch: 1, epochs: 10, perEpoch: true, step: 45, steps: 100, left: 6_000, rate: 9.1, rateUnit: 'it' },
  ],
  [
    'ultralytics',
    '      3/100      4.32G      1.234      2.345      1.123         32        640:  45%|████▌     | 56/124 [00:12<00:15,  4.50it/s]',
    { epoch: 3, epochs: 100, perEpoch: true, step: 56, steps: 124, rate: 4.5, rateUnit: 'it', left: 15_000 },
  ],
  [
    'torchtune',
    '1|25|Loss: 1.2345:  12%|█▎        | 25/200 [00:50<05:50,  2.00s/it]',
    {
      step: 25,
      steps: 200,
      rate: 0.5,
      rateUnit: 'it',
      left: clock(0, 5, 50),
      label: '1|25|Loss: 1.2345'.replace(/[\d.:|]+/g, ' ').trim(),
    },
  ],
  [
    'ignite',
    'Epoch [3/20]: [100/600]  17%|█▋        , loss=0.512 [00:05<00:25]',
    { epoch: 3, epochs: 20, perEpoch: true, step: 100, steps: 600, left: 25_000 },
  ],
  // Keras
  [
    'keras 1',
    ' 128/1875 [=>............................] - ETA: 1:02 - loss: 0.5432 - acc: 0.8123',
    { step: 128, steps: 1_875, perEpoch: true, left: 62_000 },
  ],
  [
    'keras 2',
    '1875/1875 [==============================] - 5s 3ms/step - loss: 0.2912 - accuracy: 0.9131',
    { step: 1_875, steps: 1_875, perEpoch: true, rate: near(333.333), rateUnit: 'step' },
  ],
  [
    'keras 3',
    '\u001b[1m 128/1875\u001b[0m \u001b[32m━━\u001b[0m\u001b[37m━━━━━━━━━━━━━━━━━━\u001b[0m \u001b[1m4s\u001b[0m 3ms/step - accuracy: 0.81 - loss: 0.54',
    { step: 128, steps: 1_875, perEpoch: true, left: 4_000, rate: near(333.333), rateUnit: 'step' },
  ],
  [
    'keras verbose 2',
    '1875/1875 - 5s - 3ms/step - accuracy: 0.91 - loss: 0.30',
    { step: 1_875, steps: 1_875, perEpoch: true, rate: near(333.333), rateUnit: 'step' },
  ],
  ['keras epoch', 'Epoch 3/20', { epoch: 3, epochs: 20 }],
  // Other bars
  [
    'fastai',
    'Epoch 1/5 : |█████████-----------| 45.83% [44/96 00:08<00:09 0.5432]',
    { epoch: 1, epochs: 5, perEpoch: true, step: 44, steps: 96, left: 9_000 },
  ],
  [
    'rich',
    'Training ━━━━━━━━━━━━━━━━╸━━━━━━━━━━━━━━━━━━━━━━━  42% 0:00:10',
    { percent: 42, left: 10_000, label: 'Training' },
  ],
  ['rich counted', 'Working... ━━━━━━━━━━━━━━━━━━━━ 42/100  42% -:--:--', { step: 42, steps: 100, label: 'Working' }],
  [
    'pip',
    '   ━━━━━━━━━━━━━━━╸━━━━━━━━━━━━━━━ 45.2/100.0 MB 12.3 MB/s eta 0:00:05',
    { step: 45_200_000, steps: 100_000_000, rate: 12.3e6, rateUnit: 'B', left: 5_000, side: true },
  ],
  [
    'wget',
    'model.bin           45%[=======>            ]  45.20M  12.3MB/s    eta 5s',
    { percent: 45, rate: 12.3e6, rateUnit: 'B', left: 5_000, side: true },
  ],
  [
    'rsync',
    '    123,456,789  45%   12.34MB/s    0:00:05 (xfr#12, to-chk=34/100)',
    { step: 123_456_789, percent: 45, rate: 12.34e6, rateUnit: 'B', left: 5_000, side: true },
  ],
  [
    'curl',
    ' 45  100M   45 45.2M    0     0  12.3M      0  0:00:08  0:00:03  0:00:05 12.3M',
    { percent: 45, rate: 12.3e6, rateUnit: 'B', left: 5_000, side: true },
  ],
  [
    'progressbar2',
    ' 42% (42 of 100) |########            | Elapsed Time: 0:00:10 ETA:   0:00:14',
    { step: 42, steps: 100, left: 14_000 },
  ],
  [
    'click',
    'Processing  [##############----------------------]   42%  00:00:12',
    { percent: 42, left: 12_000, label: 'Processing' },
  ],
  [
    'alive-progress',
    '|████████▌            | 42/100 [42%] in 3s (14.0/s, eta: 4s)',
    { step: 42, steps: 100, rate: 14, rateUnit: 'it', left: 4_000 },
  ],
  [
    'spark',
    '[Stage 3:=====>                                   (12 + 4) / 100]',
    { step: 12, steps: 100, rateUnit: 'task', label: 'stage 3' },
  ],
  // Trainers
  ['hf trainer', "{'loss': 0.4321, 'grad_norm': 1.2, 'learning_rate': 4.5e-05, 'epoch': 1.23}", { epoch: 1.23 }],
  ['hf trainer quoted', "{'loss': '0.4321', 'learning_rate': '4.5e-05', 'epoch': '1.23'}", { epoch: 1.23 }],
  [
    'timm',
    'Train: 12 [ 450/1251 ( 36%)]  Loss: 3.21 (3.40)  Time: 0.312s,  820.51/s  (0.315s,  812.70/s)  LR: 1.000e-03',
    { epoch: 13, step: 450, steps: 1_251, perEpoch: true, rate: near(3.2051), rateUnit: 'it' },
  ],
  [
    'swin',
    'INFO Train: [3/300][100/1251]\teta 0:05:43 lr 0.000500\ttime 0.3012 (0.3100)\tloss 5.1 (5.2)',
    {
      epoch: 4,
      epochs: 300,
      step: 100,
      steps: 1_251,
      perEpoch: true,
      left: clock(0, 5, 43),
      rate: near(3.3201),
      rateUnit: 'it',
    },
  ],
  [
    'detr',
    'Epoch: [3]  [ 100/1000]  eta: 0:05:00  lr: 0.000100  loss: 1.2 (1.3)  time: 0.3330  data: 0.0101  max mem: 5000',
    { epoch: 4, step: 100, steps: 1_000, perEpoch: true, left: clock(0, 5, 0), rate: near(3.003), rateUnit: 'it' },
  ],
  [
    'imagenet',
    'Epoch: [3][ 100/5005]\tTime  0.312 ( 0.320)\tData  0.010 ( 0.012)\tLoss 3.1e+00 (3.2e+00)',
    { epoch: 4, step: 100, steps: 5_005, perEpoch: true, rate: near(3.2051), rateUnit: 'it' },
  ],
  [
    'mnist',
    'Train Epoch: 3 [25600/60000 (43%)]\tLoss: 0.123456',
    { epoch: 3, step: 25_600, steps: 60_000, perEpoch: true, rateUnit: 'ex' },
  ],
  [
    'detectron2',
    '[11/19 10:12:13 d2.utils.events]:  eta: 1:23:45  iter: 199  total_loss: 1.234  loss_cls: 0.51  time: 0.4123  data_time: 0.0102  lr: 0.0002  max_mem: 5000M',
    { step: 199, left: clock(1, 23, 45), rate: near(2.4254), rateUnit: 'it' },
  ],
  [
    'mmengine epochs',
    '11/19 10:12:13 - mmengine - INFO - Epoch(train)  [3][ 100/1250]  lr: 1.0e-02  eta: 2:03:04  time: 0.3210  data_time: 0.0123  loss: 0.56',
    { epoch: 3, step: 100, steps: 1_250, perEpoch: true, left: clock(2, 3, 4), rate: near(3.1153), rateUnit: 'it' },
  ],
  [
    'mmengine steps',
    '11/19 10:12:13 - mmengine - INFO - Iter(train) [   500/160000]  lr: 1.0e-02  eta: 1 day, 2:03:04  time: 0.5000  loss: 0.56',
    { step: 500, steps: 160_000, left: 86_400_000 + clock(2, 3, 4), rate: 2, rateUnit: 'it' },
  ],
  [
    'mmengine val',
    'Epoch(val)  [3][ 10/50]  eta: 0:00:09  time: 0.2000',
    { epoch: 3, step: 10, steps: 50, perEpoch: true, side: true, left: 9_000, rate: 5, rateUnit: 'it' },
  ],
  [
    'megatron',
    ' iteration      100/    5000 | consumed samples:        51200 | elapsed time per iteration (ms): 1250.0 | learning rate: 1.500E-04 | lm loss: 6.5E+00 |',
    { step: 100, steps: 5_000, rate: 0.8, rateUnit: 'it' },
  ],
  [
    'megatron dated',
    ' [2024-05-01 10:00:00] iteration      100/    5000 | consumed samples:        51200 | elapsed time per iteration (ms): 500.0 |',
    { step: 100, steps: 5_000, rate: 2, rateUnit: 'it' },
  ],
  [
    'deepspeed',
    '[2024-01-02 03:04:05,678] [INFO] [logging.py:96:log_dist] [Rank 0] step=100, skipped=0, lr=[1e-05], mom=[(0.9, 0.999)]',
    { step: 100 },
  ],
  [
    'deepspeed timer',
    '[2024-01-02 03:04:05,678] [INFO] [timer.py:260:stop] epoch=0/micro_step=200/global_step=100, RunningAvgSamplesPerSec=123.4',
    { epoch: 1, step: 100 },
  ],
  ['nanogpt', 'iter 250: loss 2.5432, time 125.00ms, mfu 30.12%', { step: 250, rate: 8, rateUnit: 'it' }],
  ['nanogpt eval', 'step 250: train loss 2.4012, val loss 2.5113', { step: 250, rateUnit: 'step' }],
  [
    'fairseq',
    '2023-01-01 10:00:00 | INFO | train_inner | epoch 002:    100 / 5000 loss=12.3, ppl=5012, wps=35000, ups=2.5, num_updates=5100, lr=1e-05',
    { epoch: 2, step: 100, steps: 5_000, perEpoch: true, rate: 2.5, rateUnit: 'update' },
  ],
  [
    'caffe',
    'I0102 10:00:00.000000   123 solver.cpp:218] Iteration 400 (2.5 iter/s, 40s/100 iters), loss = 1.23',
    { step: 400, rate: 2.5, rateUnit: 'it' },
  ],
  ['caffe rate', 'I0102 10:00:00.000000   123 sgd_solver.cpp:105] Iteration 400, lr = 0.01', { step: 400 }],
  [
    'cntk',
    ' Epoch[ 3 of 160]-Minibatch[ 101- 200, 50.00%]: CrossEntropyWithSoftmax = 1.21 * 12800; time = 5.2s; samplesPerSecond = 2453.1',
    { epoch: 3, epochs: 160, step: 200, steps: 400, perEpoch: true },
  ],
  ['cntk python', ' Minibatch[ 101- 200]: loss = 1.213 * 6400, metric = 45.10% * 6400;', { step: 200, perEpoch: true }],
  [
    'cntk epoch',
    'Finished Epoch[3 of 160]: [Training] loss = 1.23 * 50000, metric = 44.10% * 50000 12.300s (4065.0 samples/s);',
    { epoch: 3, epochs: 160 },
  ],
  ['chainer total', '     total [#####.............................................] 10.00%', { percent: 10 }],
  ['chainer count', '       100 iter, 2 epoch / 20 epochs', { step: 100, epoch: 2, epochs: 20 }],
  [
    'chainer rate',
    '    12.345 iters/sec. Estimated time to finish: 0:01:23.456789.',
    { rate: 12.345, rateUnit: 'it', left: 83_457 },
  ],
  ['estimator', 'INFO:tensorflow:loss = 0.5123, step = 100 (8.112 sec)', { step: 100 }],
  ['estimator rate', 'INFO:tensorflow:global_step/sec: 12.34', { rate: 12.34, rateUnit: 'step' }],
  [
    'paddle',
    'global step 100, epoch: 1, batch: 100, loss: 0.51234, speed: 3.21 step/s',
    { step: 100, epoch: 1, rate: 3.21, rateUnit: 'step' },
  ],
  [
    'mxnet',
    'INFO:root:Epoch[3] Batch [100-200]\tSpeed: 1234.56 samples/sec\taccuracy=0.512',
    { epoch: 4, step: 200, perEpoch: true },
  ],
  [
    'maxtext',
    'completed step: 10, seconds: 1.250, TFLOP/s/device: 101.2, Tokens/s/device: 6553.6, loss: 10.812',
    { step: 10, rate: 0.8, rateUnit: 'step' },
  ],
  ['composer', '[epoch=1][batch=10/100]:', { epoch: 1, step: 10, steps: 100, perEpoch: true }],
  [
    'darknet',
    ' 100: 1.234567, 1.345678 avg loss, 0.001000 rate, 4.000000 seconds, 6400 images, 1.5 hours left',
    { step: 100, rate: 0.25, rateUnit: 'it', left: 5_400_000 },
  ],
  [
    'marian',
    '[2024-01-01 10:00:00] Ep. 1 : Up. 1000 : Sen. 64,000 : Cost 7.12 : Time 100.10s : 12345.10 words/s',
    { epoch: 1, step: 1_000, rateUnit: 'update' },
  ],
  [
    'opennmt',
    '[2024-01-01 10:00:00,123 INFO] Step 50/100000; acc:   5.12; ppl: 812.10; 12345/12345 tok/s;     15 sec',
    { step: 50, steps: 100_000, rateUnit: 'step' },
  ],
  // Boosting and classical learners
  ['xgboost', '[10]\ttrain-rmse:0.48123\teval-rmse:0.50321', { step: 10, rateUnit: 'round' }],
  ['lightgbm', "[100]\ttraining's binary_logloss: 0.2112\tvalid_1's auc: 0.9123", { step: 100, rateUnit: 'round' }],
  [
    'catboost',
    '119:\tlearn: 0.4321123\ttest: 0.4567123\tbest: 0.4567123 (119)\ttotal: 1.2s\tremaining: 8.9s',
    { step: 120, rate: 100, rateUnit: 'round', left: 8_900 },
  ],
  ['sklearn boosting', '        10           1.2345            3.21s', { step: 10, left: 3_210, rateUnit: 'round' }],
  ['sklearn mlp', 'Iteration 12, loss = 0.43211234', { step: 12, rateUnit: 'it' }],
  [
    'joblib',
    '[Parallel(n_jobs=4)]: Done  42 out of 100 | elapsed:    3.2s remaining:    4.4s',
    { step: 42, steps: 100, left: 4_400, rateUnit: 'task' },
  ],
  ['stable baselines', '|    total_timesteps      | 12288       |', { step: 12_288, rateUnit: 'step' }],
  // People's own
  ['step of', 'step 12/500', { step: 12, steps: 500, rateUnit: 'step' }],
  [
    'step with metrics',
    'epoch 37 step 46,050 loss 2.4287 lr 3.07e-04 grad_norm 0.90',
    { epoch: 37, step: 46_050, rateUnit: 'step' },
  ],
  [
    'tutorial',
    'Epoch [3/20], Step [100/600], Loss: 0.5123',
    { epoch: 3, epochs: 20, step: 100, steps: 600, rateUnit: 'step' },
  ],
  [
    'epoch of words',
    'Epoch 3 of 20, batch 100 of 600',
    { epoch: 3, epochs: 20, step: 100, steps: 600, rateUnit: 'batch' },
  ],
  [
    'dcgan',
    '[3/20][100/600]\tLoss_D: 0.41\tLoss_G: 2.1',
    { epoch: 3, epochs: 20, step: 100, steps: 600, perEpoch: true },
  ],
  ['bracket', '[100/600] loss 0.41', { step: 100, steps: 600 }],
  ['json', '{"step": 120, "max_steps": 1000, "loss": 0.31, "epoch": 2}', { step: 120, steps: 1_000, epoch: 2 }],
  ['percent', 'progress: 42.5 %', { percent: 42.5 }],
  ['percent done', 'shard 3: 42% done', { percent: 42 }],
  ['percent alone', ' 42%', { percent: 42 }],
  ['percent make', '[ 42%] Building CXX object foo.o', { percent: 42 }],
];

test.each(corpus)('%s', (_, line, told) => {
  const found = readProgress(line);
  expect(found).toBeDefined();
  const { style: _style, ...facts } = found ?? { style: '' };
  expect(facts).toEqual(told);
});

test.each([
  'GPU 0 at 42 % of its power',
  'Using 8 of 16 cores',
  'Downloaded 3 files',
  '2024/11/19 10:12:13 listening on 0.0.0.0:8080',
  'loss 0.41 lr 0.001',
  'Traceback (most recent call last):',
  '  File "train.py", line 12, in <module>',
  'loaded checkpoint 1200 from /data/step-1200.pt',
  'epochs: many',
  'accuracy 98.2%',
  '=====',
  '',
])('nothing: %s', (line) => expect(readProgress(line)).toBeUndefined());

test('a style tries only lines that hold its hints, and no pattern has an unbounded quantifier', () => {
  expect(styles.length).toBeGreaterThan(45);
  for (const style of styles) {
    const { pattern, patterns = [] } = style as { pattern?: RegExp; patterns?: RegExp[] };
    for (const { source } of pattern === undefined ? patterns : [pattern]) {
      const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
      expect(`${style.name} ${/[*+]|\{\d+,\}/.exec(bare)?.[0] ?? ''}`).toBe(`${style.name} `);
    }
  }
});
