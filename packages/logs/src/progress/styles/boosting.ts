/** Trees and classical learners. */
import { byPattern, type Style } from '../facts.ts';
import { countOf, known, spanMs, timeMs } from '../pieces.ts';

/** XGBoost: `[10]  train-rmse:0.48`, LightGBM: `[100]  training's auc: 0.9`. */
const rounds = byPattern('rounds', [':'], /^\[(?<n>\d{1,9})\][\t ]{1,4}[A-Za-z][\w' @.-]{0,60}: {0,4}[-\d]/, ({ n }) =>
  known({ step: countOf(n), rateUnit: 'round' }),
);

/** CatBoost: `120:  learn: 0.4321  test: 0.4567  total: 1.2s  remaining: 8.9s`; its rounds count from 0. */
const catboost = byPattern(
  'catboost',
  ['learn: '],
  /^(?<n>\d{1,9}):[\t ]{1,4}learn: .{1,160}[\t ]total: (?<total>[\dhms. ]{2,16})(?:[\t ]{1,4}remaining: (?<left>[\dhms. ]{2,20}))?$/,
  ({ n, total, left }) => {
    const took = spanMs(total);
    const done = Number(n) + 1;
    const rate = took === undefined || took === 0 ? {} : { rate: (done * 1_000) / took };
    return known({ step: done, rateUnit: 'round', left: spanMs(left), ...rate });
  },
);

/** scikit-learn's boosting: `   10   1.2345   3.21s`, under a head that ends in `Remaining Time`. */
const sklearnTable = byPattern(
  'sklearn-boosting',
  ['.'],
  /^ {2,12}(?<n>\d{1,9}) {2,16}[-\d.]{3,20}(?: {2,16}[-\d.]{3,20})? {2,16}(?<left>\d{1,9}\.\d{2}[smh])$/,
  ({ n, left }) => known({ step: countOf(n), left: spanMs(left), rateUnit: 'round' }),
);

/** joblib: `[Parallel(n_jobs=4)]: Done  42 out of 100 | elapsed:    3.2s remaining:    4.4s`. */
const joblib = byPattern(
  'joblib',
  ['[parallel('],
  /^\[Parallel\(n_jobs=-?\d{1,6}\)\]: Done {1,6}(?<n>\d{1,9}) (?:out of {1,6}(?<of>\d{1,9})|tasks) {1,8}\| elapsed: {1,8}[\d.]{1,9}(?:s|min)(?: remaining: {1,8}(?<left>[\d.]{1,9}(?:s|min)))?/,
  ({ n, of, left }) => known({ step: countOf(n), steps: countOf(of), left: timeMs(left), rateUnit: 'task' }),
);

/** scikit-learn's `verbose`: `Iteration 12, loss = 0.4321`. */
const iteration = byPattern(
  'iteration',
  ['iteration '],
  /^ {0,8}Iteration (?<n>\d{1,12})(?:\/(?<of>\d{1,12}))?(?:[,: ]|$)/,
  ({ n, of }) => known({ step: countOf(n), steps: countOf(of), rateUnit: 'it' }),
);

/** Stable-Baselines: `|    total_timesteps   | 12345   |`. */
const baselines = byPattern(
  'baselines',
  ['total_timesteps'],
  /^\| {0,12}total_timesteps {1,16}\| {0,4}(?<n>\d{1,15}) {0,16}\|/,
  ({ n }) => known({ step: countOf(n), rateUnit: 'step' }),
);

export const boosting: readonly Style[] = [rounds, catboost, sklearnTable, joblib, iteration, baselines];
