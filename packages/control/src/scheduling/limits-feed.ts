import type { LimitScope } from '@trainyard/contracts/limits';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { LimitRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import type { SchedulerLimit, SchedulerUnit } from '@trainyard/scheduler/interface';

/** The name that stands for each without a limit of its own. */
const everyOther = '*';

/**
 * Limits as the scheduler wants them, each with a key of its own: what is set for `*` is written out for every workspace and user that
 * has live jobs. Whoever comes new is noticed by his first unit.
 */
export class LimitsFeed {
  readonly #rows: Rows;
  /** Who has, or had, live units since the start. */
  readonly #known: Record<LimitScope, Set<string>> = { workspace: new Set(), user: new Set() };
  #set: LimitRow[] = [];

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** The limits as they are set now. */
  read(): SchedulerLimit[] {
    this.#set = this.#rows.where('limit', {});
    return this.#write();
  }

  /** All limits again, when these units are the first of somebody to whom a default applies. */
  meet(units: Iterable<SchedulerUnit>): SchedulerLimit[] | undefined {
    let news = false;
    for (const { workspaceUid, user } of units) {
      news = this.#isNew('workspace', workspaceUid) || news;
      news = this.#isNew('user', user) || news;
    }
    return news ? this.#write() : undefined;
  }

  /** True when a default applies to somebody who was not known. */
  #isNew(scope: LimitScope, key: string): boolean {
    if (this.#known[scope].has(key)) return false;
    this.#known[scope].add(key);
    const own = this.#set.some((row) => row.scope === scope && row.key === key);
    return !own && this.#set.some((row) => row.scope === scope && row.key === everyOther);
  }

  #write(): SchedulerLimit[] {
    const own = this.#set.filter(({ key }) => key !== everyOther);
    const named = new Set(own.map(({ scope, key }) => `${scope}/${key}`));
    const defaults = this.#set.filter(({ key }) => key === everyOther);
    const written = defaults.flatMap(({ scope, limits }) =>
      [...this.#known[scope]]
        .filter((key) => !named.has(`${scope}/${key}`))
        .map((key) => limitOf({ scope, key, name: this.#nameOf(scope, key), limits })),
    );
    return [...own.map(limitOf), ...written];
  }

  #nameOf(scope: LimitScope, key: string): string {
    const workspace = scope === 'workspace' ? this.#rows.get('workspace', key) : undefined;
    return workspace ? formatWorkspaceRef(workspace) : key;
  }
}

function limitOf({ scope, key, name, limits }: Pick<LimitRow, 'scope' | 'key' | 'name' | 'limits'>): SchedulerLimit {
  const { cores, gpus, jobs } = limits;
  return {
    scope,
    key,
    name,
    ...(cores !== undefined && { cpus: cores }),
    ...(gpus !== undefined && { gpus }),
    ...(jobs !== undefined && { jobs }),
  };
}
