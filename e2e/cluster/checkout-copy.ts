import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** A second installation whose portal may be built anew under a running server; agent and libraries are those of the first. */
export class CheckoutCopy {
  readonly #root = mkdtempSync(join(tmpdir(), 'trainyard-copy-'));

  constructor() {
    for (const app of ['bff', 'portal'])
      cpSync(join(checkout, 'apps', app, 'dist'), join(this.#root, 'apps', app, 'dist'), { recursive: true });
    cpSync(join(checkout, 'apps/bff/package.json'), join(this.#root, 'apps/bff/package.json'));
    for (const linked of ['apps/bff/node_modules', 'apps/agent', 'packages', 'node_modules']) {
      mkdirSync(join(this.#root, linked, '..'), { recursive: true });
      symlinkSync(join(checkout, linked), join(this.#root, linked));
    }
  }

  /** The program that starts its server. */
  get entry(): string {
    return join(this.#root, 'apps/bff/dist/main.js');
  }

  /** As if the portal had been built from a newer source: its page differs, what it loads is there. */
  buildNewer(mark: string): void {
    const index = join(this.#root, 'apps/portal/dist/index.html');
    const before = readFileSync(index, 'utf8');
    const after = before.replace('</head>', `<meta name="mark" content="${mark}"></head>`);
    if (after === before) throw new Error('the page was not changed');
    writeFileSync(index, after);
  }

  dispose(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
