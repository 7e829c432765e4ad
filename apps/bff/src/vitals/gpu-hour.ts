/** How busy the GPUs of a unit are: now, and minute by minute over the last hour. */
const minuteMs = 60_000;
const minutesMost = 60;
/** A sample that is older is none of now: batches come every ten seconds. */
const freshMs = 30_000;

export class GpuHour {
  /** Newest sample of each device. */
  readonly #now = new Map<string, { at: number; busy: number }>();
  #minutes: { minute: number; sum: number; count: number }[] = [];
  /** What was answered last, and of which minute: samples come each ten seconds, and it is asked for each second. */
  #hour: (number | null)[] = [];
  #hourOf: number | undefined;
  simulated = false;

  take(device: string, at: number, busy: number): void {
    const known = this.#now.get(device);
    if (known === undefined) this.#now.set(device, { at, busy });
    else if (at > known.at) {
      known.at = at;
      known.busy = busy;
    }
    this.#hourOf = undefined;
    const minute = Math.floor(at / minuteMs);
    let part = this.#minutes.at(-1);
    if (part === undefined || part.minute < minute) {
      part = { minute, sum: 0, count: 0 };
      this.#minutes.push(part);
      if (this.#minutes.length > minutesMost) this.#minutes.shift();
    } else if (part.minute > minute) {
      part = this.#minutes.findLast((one) => one.minute === minute);
    }
    if (part === undefined) return;
    part.sum += busy;
    part.count += 1;
  }

  /** Mean of all devices in percent; null without a sample of now. */
  busy(now: number): number | null {
    let [sum, count] = [0, 0];
    for (const { at, busy } of this.#now.values()) {
      if (now - at > freshMs) continue;
      sum += busy;
      count += 1;
    }
    return count === 0 ? null : tenth(sum / count);
  }

  /** Means of the minutes, oldest first; null where nothing was sampled. The same array until something changes: it is not to be written to. */
  hour(now: number): (number | null)[] {
    const last = Math.floor(now / minuteMs);
    if (this.#hourOf === last) return this.#hour;
    const first = Math.max(last - minutesMost + 1, this.#minutes[0]?.minute ?? last + 1);
    const hour: (number | null)[] = Array.from({ length: Math.max(0, last - first + 1) }, () => null);
    for (const { minute, sum, count } of this.#minutes) {
      if (minute >= first && minute <= last && count > 0) hour[minute - first] = tenth(sum / count);
    }
    this.#hourOf = last;
    if (hour.length !== this.#hour.length || hour.some((mean, at) => mean !== this.#hour[at])) this.#hour = hour;
    return this.#hour;
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
