/** Finds expressions that people write, away from the page. Answers null when one is none. */
import { compile, placesIn } from './expression-match.ts';
import { type LogQuery, matchAll } from './log-match.ts';

addEventListener('message', ({ data }: MessageEvent<{ query: LogQuery; texts: string[] }>) => {
  const expression = compile(data.query.text, data.query.matchCase);
  postMessage(expression === undefined ? null : matchAll(data.texts, (text) => placesIn(text, expression)));
});
