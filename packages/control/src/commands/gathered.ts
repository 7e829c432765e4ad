import { type Detail, Fault } from '@trainyard/contracts/errors';

/** Several checks of one body, of which each may refuse it. */
export class Gathered {
  readonly faults: { fault: Fault; path: string }[] = [];

  /** What a check gives, or undefined where it refuses. `path`: the field that it is about, for a refusal that names none. */
  attempt<T>(path: string, check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.faults.push({ fault: error, path });
      return undefined;
    }
  }

  /** Everything that was refused, each with its place. */
  details(): Detail[] {
    return this.faults.flatMap(({ fault, path }) => {
      const { code, message, params, details } = fault;
      return details ?? [{ path, code, message, params }];
    });
  }

  /** Throws the first refusal, which names all the others as well; nothing for none. */
  throwAny(): void {
    const [first] = this.faults;
    if (!first) return;
    if (this.faults.length === 1) throw first.fault;
    const { code, params } = first.fault;
    const details = this.details();
    const said = details.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    throw new Fault(code, 'faults' in params ? { ...params, faults: said.slice(0, 10) } : params, details);
  }
}
