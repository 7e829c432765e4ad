/** Programs and libraries that draw a bar. */
import { byPattern, type Style } from '../facts.ts';
import { factsOfLabel } from '../labels.ts';
import { clockMs, countOf, known, rateOf, spanMs, timeMs } from '../pieces.ts';

const count = String.raw`\d{1,15}(?:\.\d{1,4})?[kKMGT]?`;

/** tqdm, and what is made with it: Lightning, Ultralytics, AllenNLP, torchtune. */
const tqdm = byPattern(
  'tqdm',
  ['%|'],
  new RegExp(
    String.raw`(?<percent>\d{1,3})%\|[^|]{0,400}\| {0,4}(?<n>${count})i?B?\/(?<of>${count})i?B? {0,4}\[(?<elapsed>[\d:]{4,12})<(?<left>(?:\d{1,4} days?, )?[\d:]{4,12}|\?),? {0,6}(?<rate>[^\],]{0,24})`,
  ),
  ({ percent, n, of, left, rate }, line) =>
    known({
      ...factsOfLabel(line.slice(0, line.indexOf(`${percent}%|`))),
      step: countOf(n),
      steps: countOf(of),
      left: clockMs(left),
      ...rateOf(rate),
    }),
);

/** tqdm without a total: `1234it [00:12, 98.50it/s]`. */
const tqdmOpen = byPattern(
  'tqdm-open',
  ['['],
  new RegExp(
    String.raw`(?<n>${count}) ?(?<unit>[A-Za-z]{1,16}) \[(?<elapsed>\d{2}:\d{2}|\d{1,4}:\d{2}:\d{2}), {0,6}(?<rate>[^\],]{0,24})`,
  ),
  ({ n, unit, rate }, line) =>
    known({ ...factsOfLabel(line.slice(0, line.indexOf(`${n}${unit}`))), step: countOf(n), ...rateOf(rate) }),
);

/** ignite's bar: `Epoch [3/20]: [100/600]  17%|█▋        , loss=0.5 [00:05<00:25]`. */
const ignite = byPattern(
  'ignite',
  ['%|'],
  /\[(?<n>\d{1,12})\/(?<of>\d{1,12})\] {0,4}\d{1,3}%\|[^[]{0,400}\[[\d:]{4,12}<(?<left>[\d:]{4,12}|\?)/,
  ({ n, of, left }, line) =>
    known({
      ...factsOfLabel(line.slice(0, line.indexOf(`[${n}/${of}]`))),
      step: countOf(n),
      steps: countOf(of),
      left: clockMs(left),
    }),
);

/** Keras 1 and 2: `128/1875 [=>....] - ETA: 1:02 - loss: 0.5`, and when an epoch is over `- 5s 3ms/step`. */
const keras = byPattern(
  'keras',
  ['] - '],
  /^ {0,12}(?<n>\d{1,12})\/(?<of>\d{1,12}|Unknown) \[[=>.]{1,80}\] - (?:ETA: (?<left>[\d:]{4,12}|\d{1,6}s)|(?<took>\d{1,9}s)(?: (?<rate>[\d.]{1,12}(?:us|ms|s)\/(?:step|sample|epoch)))?)/,
  ({ n, of, left, rate }) =>
    known({ step: countOf(n), steps: countOf(of), perEpoch: true, left: timeMs(left), ...rateOf(rate) }),
);

/** Keras 3: `128/1875 ━━━━━━ 4s 3ms/step - accuracy: 0.81`; while it runs the seconds are those left. */
const keras3 = byPattern(
  'keras',
  ['━'],
  /^ {0,12}(?<n>\d{1,12})\/(?<of>\d{1,12}) [━╸╺ ]{4,80} (?<left>[\d:]{4,12}|\d{1,6}s) (?<rate>[\d.]{1,12}(?:us|ms|s)\/(?:step|epoch))/,
  ({ n, of, left, rate }) =>
    known({
      step: countOf(n),
      steps: countOf(of),
      perEpoch: true,
      left: n === of ? undefined : timeMs(left),
      ...rateOf(rate),
    }),
);

/** Keras with `verbose=2`: `1875/1875 - 5s - 3ms/step - loss: 0.29`. */
const kerasLine = byPattern(
  'keras',
  [' - '],
  /^(?<n>\d{1,12})\/(?<of>\d{1,12}) - (?<took>\d{1,9}s)(?: - (?<rate>[\d.]{1,12}(?:us|ms|s)\/(?:step|epoch)))?(?: - |$)/,
  ({ n, of, rate }) => known({ step: countOf(n), steps: countOf(of), perEpoch: true, ...rateOf(rate) }),
);

/** Lightning's rich bar: `Epoch 0/9 ━━━━ 45/100 0:00:05 • 0:00:06 9.10it/s`; its epochs count from 0. */
const lightningRich = byPattern(
  'lightning',
  ['•'],
  /^ {0,4}(?<what>[A-Za-z][\w .]{0,30}?) {0,4}(?:(?<epoch>\d{1,9})\/(?<last>\d{1,9}|-2) )? {0,4}[━╸╺ ]{4,200} (?<n>\d{1,12})\/(?<of>\d{1,12}|--) [\d:]{4,12} • (?<left>[\d:]{4,12}|-:--:--) (?<rate>[\d.]{1,12}it\/s)/,
  ({ what = '', epoch, last, n, of, left, rate }) => {
    const of0 = countOf(last);
    return known({
      ...(what === 'Epoch' ? {} : factsOfLabel(what)),
      epoch: epoch === undefined ? undefined : Number(epoch) + 1,
      epochs: of0 === undefined ? undefined : of0 + 1,
      perEpoch: epoch === undefined ? undefined : true,
      step: countOf(n),
      steps: countOf(of),
      left: clockMs(left),
      ...rateOf(rate),
    });
  },
);

/** fastai's bar: `Epoch 1/5 : |████----| 45.83% [44/96 00:08<00:09 0.5432]`. */
const fastai = byPattern(
  'fastai',
  ['% ['],
  /(?<percent>\d{1,3}(?:\.\d{1,4})?)% \[(?<n>\d{1,12})\/(?<of>\d{1,12}) [\d:]{4,12}<(?<left>[\d:]{4,12})/,
  ({ n, of, left }, line) =>
    known({
      ...factsOfLabel(line.slice(0, Math.max(0, line.indexOf('|')))),
      step: countOf(n),
      steps: countOf(of),
      left: clockMs(left),
    }),
);

/** rich: `Training ━━━━━━╸━━━━ 42% 0:00:10`; with further columns `42/100` where the program has them. */
const rich = byPattern(
  'rich',
  ['━'],
  /^ {0,4}(?<label>[^━]{0,80}?) {0,8}[━╸╺ ]{4,200} {0,4}(?:(?<n>\d{1,12})\/(?<of>\d{1,12}) )? {0,4}(?<percent>\d{1,3})%(?: {1,4}(?<n2>\d{1,12})\/(?<of2>\d{1,12}))?(?: {1,4}(?<left>[\d:]{4,12}|-:--:--))?/,
  ({ label = '', n, n2, of, of2, percent, left }) => {
    const [step, steps] = [countOf(n ?? n2), countOf(of ?? of2)];
    const share = step === undefined ? Number(percent) : undefined;
    return known({ ...factsOfLabel(label), step, steps, percent: share, left: clockMs(left) });
  },
);

/** pip: `━━━━━━ 45.2/100.0 MB 12.3 MB/s eta 0:00:05`. */
const pip = byPattern(
  'pip',
  ['━', ' eta '],
  /[━╸╺ ]{4,200} {0,4}(?<n>\d{1,9}(?:\.\d{1,3})?)\/(?<of>\d{1,9}(?:\.\d{1,3})?) (?<unit>[kMG]?B) (?<rate>[\d.]{1,9} [kMG]?B\/s) eta (?<left>[\d:]{4,12}|-:--:--)/,
  ({ n, of, unit = 'B', rate, left }) => {
    const scale = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit] ?? 1;
    const bytes = (text: string | undefined) => Math.round((countOf(text) ?? 0) * scale);
    return known({ step: bytes(n), steps: bytes(of), left: clockMs(left), ...rateOf(rate), side: true });
  },
);

/** wget: `model.bin  45%[=======>   ]  45.20M  12.3MB/s    eta 5s`. */
const wget = byPattern(
  'wget',
  ['%['],
  /(?<percent>\d{1,3})%\[[=> +]{3,200}\] {1,4}(?<size>[\d.,]{1,12}[KMGT]?) {1,4}(?<rate>[\d.]{1,9}[KMGT]?B\/s)?(?: {1,8}(?:eta|in) (?<left>[\d.hms ]{2,16}))?/,
  ({ percent, rate, left }) => known({ percent: Number(percent), ...rateOf(rate), left: spanMs(left), side: true }),
);

/** rsync --info=progress2: `123,456,789  45%   12.34MB/s    0:00:05 (xfr#12, …)`. */
const rsync = byPattern(
  'rsync',
  ['b/s'],
  /^ {0,16}(?<n>[\d,]{1,24}) {1,4}(?<percent>\d{1,3})% {1,6}(?<rate>[\d.]{1,9}[kMGT]?B\/s) {1,6}(?<left>\d{1,4}:\d{2}:\d{2})/,
  ({ n, percent, rate, left }) => {
    const bytes = countOf(n);
    return known({ step: bytes, percent: Number(percent), ...rateOf(rate), left: clockMs(left), side: true });
  },
);

/** curl's meter: percent first, time left before the last column. */
const curl = byPattern(
  'curl',
  [':'],
  /^ {0,3}(?<percent>\d{1,3}) {1,4}[\d.]{1,9}[kMGT]? {1,4}\d{1,3} {1,4}[\d.]{1,9}[kMGT]? {1,6}0 {1,6}0 {1,6}[\d.]{1,9}[kMGT]? {1,6}0 {1,4}(?:[\d:]{7,9}|--:--:--) {1,4}(?:[\d:]{7,9}|--:--:--) {1,4}(?<left>[\d:]{7,9}|--:--:--) {1,4}(?<rate>[\d.]{1,9}[kMGT]?)/,
  ({ percent, left, rate }) =>
    known({ percent: Number(percent), left: clockMs(left), ...rateOf(`${rate}B/s`), side: true }),
);

/** progressbar2: `42% (42 of 100) |####    | Elapsed Time: 0:00:10 ETA:   0:00:14`. */
const progressbar2 = byPattern(
  'progressbar2',
  ['% (', ' of '],
  /(?<percent>\d{1,3})% \((?<n>\d{1,12}) of (?<of>\d{1,12})\) \|[^|]{0,200}\|(?: Elapsed Time: [\d:]{4,12})?(?: (?:ETA|Time): {1,4}(?<left>[\d:]{4,12}))?/,
  ({ n, of, left }) => known({ step: countOf(n), steps: countOf(of), left: clockMs(left) }),
);

/** click: `Processing  [####------]   42%  00:00:12`; alive-progress: `|████▌   | 42/100 [42%] in 3s (14.0/s, eta: 4s)`. */
const click = byPattern(
  'click',
  [']'],
  /^(?<label>[^[]{0,80})\[[#-]{5,200}\] {1,4}(?:(?<n>\d{1,12})\/(?<of>\d{1,12})|(?<percent>\d{1,3})%)(?: {1,4}(?:\d{1,4}d )?(?<left>\d{2}:\d{2}:\d{2}))?/,
  ({ label = '', n, of, percent, left }) =>
    known({
      ...factsOfLabel(label),
      step: countOf(n),
      steps: countOf(of),
      percent: countOf(percent),
      left: clockMs(left),
    }),
);

const alive = byPattern(
  'alive',
  ['%] in '],
  /(?<n>\d{1,12})\/(?<of>\d{1,12}) \[(?<percent>\d{1,3})%\] in [\d.hms:]{1,12} \((?:~?(?<rate>[\d.]{1,12})\/s)?(?:, eta: (?<left>[\d.hms: ]{2,16}))?/,
  ({ n, of, rate, left }) =>
    known({ step: countOf(n), steps: countOf(of), left: timeMs(left), ...rateOf(rate && `${rate}it/s`) }),
);

/** Spark's console: `[Stage 3:=====>          (12 + 4) / 100]`. */
const spark = byPattern(
  'spark',
  ['[stage '],
  /\[Stage (?<stage>\d{1,6}):[=> ]{0,200}\((?<n>\d{1,9}) \+ \d{1,9}\) \/ (?<of>\d{1,9})\]/,
  ({ stage, n, of }) => known({ label: `stage ${stage}`, step: countOf(n), steps: countOf(of), rateUnit: 'task' }),
);

export const bars: readonly Style[] = [
  tqdm,
  ignite,
  fastai,
  lightningRich,
  keras,
  keras3,
  pip,
  rich,
  kerasLine,
  tqdmOpen,
  wget,
  rsync,
  progressbar2,
  alive,
  spark,
  click,
  curl,
];
