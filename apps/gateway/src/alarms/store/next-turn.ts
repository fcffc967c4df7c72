/**
 * Resolves when everything that is at hand now was dealt with. Awaiting answers of SQLite does not do that: they are
 * there at once.
 */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
