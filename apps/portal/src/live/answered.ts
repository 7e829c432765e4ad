/**
 * Up to which event the answers of this page are current, at least. Whoever follows the events from there on hears of all that changed since,
 * so nothing of what the page was drawn from has to be asked for twice.
 */
import { seqHeader } from '@trainyard/contracts/seq-header';

export class Answered {
  #oldest: number | undefined;
  #onOlder: (() => void) | undefined;

  /** Takes note of an answer; one that does not say it, as of an older server, is none to go by. */
  note({ ok, headers }: Response): void {
    const text = headers.get(seqHeader);
    if (!ok || text === null) return;
    const seq = Number(text);
    const before = this.#oldest;
    if (before !== undefined && seq >= before) return;
    this.#oldest = seq;
    if (before !== undefined) this.#onOlder?.();
  }

  /**
   * The seq after which to follow; undefined when no answer said it, and after the first time: by then there may be answers that nobody
   * keeps current. `onOlder` is called when an answer comes that is older, of which events would be missed.
   */
  followFrom(onOlder: () => void): number | undefined {
    if (this.#onOlder !== undefined) return undefined;
    this.#onOlder = onOlder;
    return this.#oldest;
  }
}

/** Of this page. */
export const answered = new Answered();
