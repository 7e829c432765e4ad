/** What one line tells of how far a program is. What it does not tell is absent. */
export interface ProgressFacts {
  step?: number;
  steps?: number;
  /** As printed; a fraction where the program prints one. */
  epoch?: number;
  epochs?: number;
  /** 0–100, of all there is; told only where the line has no step of steps. */
  percent?: number;
  /** Steps a second. */
  rate?: number;
  /** What the program calls a step. */
  rateUnit?: string;
  /** ms that the program says are left. */
  left?: number;
  /** What the program calls this part of its work, such as the words before a bar. */
  label?: string;
  /** Steps, and what is left, are those of one epoch. */
  perEpoch?: boolean;
  /** A part of the work beside the training itself: a download, a validation. */
  side?: boolean;
}

/** One program's way to print how far it is. */
export interface Style {
  /** Of one word; lines of one style continue each other. */
  name: string;
  /** What stands in every line of the style, in lower case: looked for before the line is read. */
  hints: readonly string[];
  /** `line` has no escapes and no line ends; `lower` is the same in lower case. Undefined when it is not of this style. */
  read(line: string, lower: string): ProgressFacts | undefined;
}

/** A style that is one pattern. Patterns have bounded quantifiers only, so that reading is linear in the line. */
export function byPattern(
  name: string,
  hints: readonly string[],
  pattern: RegExp,
  read: (groups: Record<string, string | undefined>, line: string) => ProgressFacts | undefined,
): Style & { pattern: RegExp } {
  return {
    name,
    hints,
    pattern,
    read(line) {
      const found = pattern.exec(line);
      return found === null ? undefined : read(found.groups ?? {}, line);
    },
  };
}
