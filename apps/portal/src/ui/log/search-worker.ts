/** Runs regular expressions that people write away from the page: one that never ends is ended with its worker. */
import { expressionOf, type LogQuery, matchAll } from './log-match.ts';

addEventListener('message', ({ data }: MessageEvent<{ query: LogQuery; texts: string[] }>) => {
  const expression = expressionOf(data.query);
  postMessage(expression === undefined ? [] : matchAll(data.texts, expression));
});
