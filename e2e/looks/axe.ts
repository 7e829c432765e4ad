import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** Breaches of WCAG 2.2 AA that axe finds on the page as it is now, one line each; empty when there are none. `rules`: those alone. */
export async function breaches(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The page's policy lets no foreign script in; the test comes through the debugger's door.
  await page.evaluate(source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const runOnly = JSON.stringify(rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags });
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${runOnly}, resultTypes: ['violations'] }).then((r) => r.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${impact} ${id}: ${help} at ${target.join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  );
}
