/** The resource group in which the client's journeys happen. */
export const group = 'Old.Group';

/** Names of what a list tells, in its order. */
export const names = (items: readonly { name?: string }[]): (string | undefined)[] => items.map(({ name }) => name);

/** What a refusal tells a program. */
export const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    (answer) => {
      throw new Error(`it was not refused: ${JSON.stringify(answer)}`);
    },
    ({ statusCode, code, message, body }) => ({ statusCode, code, message, body }),
  );
/** True when reading answers 404; any other refusal is false. */
export const isGone = (read: () => Promise<unknown>) =>
  read().then(
    () => false,
    ({ statusCode }) => statusCode === 404,
  );
