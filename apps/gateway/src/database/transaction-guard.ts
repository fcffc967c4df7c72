/** As much of a connection of the query layer as is needed here. */
type QueryConnection = {
  executeQuery(query: { readonly sql: string }): Promise<{ readonly rows: readonly unknown[] }>;
};

/** How the query layer begins a transaction, in either dialect. */
const BEGIN = /^(begin$|start transaction\b)/;

/**
 * Keeps a connection usable after a transaction that could not begin or be rolled back. A full disk makes SQLite roll
 * back by itself, the `rollback` that follows fails, and the query layer then never gives the connection back: SQLite
 * has only one, so nothing could be read or written any more until the next start.
 *
 * A `rollback` therefore always succeeds: there is nothing left to roll back, or the connection is gone. A `begin` that
 * fails tells so with the next query, because only from there on the query layer cleans up.
 *
 * To be given to MikroORM as `onCreateConnection`.
 */
export const guardTransactions = (connection: unknown): Promise<void> => {
  // The hook's argument is declared as unknown; it is the connection of the dialect.
  const guarded = connection as QueryConnection;
  const execute = guarded.executeQuery.bind(guarded);
  let refused: { readonly error: unknown } | undefined;
  guarded.executeQuery = async (query) => {
    if (query.sql === 'rollback') {
      refused = undefined;
      return execute(query).catch(() => ({ rows: [] }));
    }
    if (BEGIN.test(query.sql)) {
      return execute(query).catch((error: unknown) => {
        refused = { error };
        return { rows: [] };
      });
    }
    if (refused !== undefined) {
      throw refused.error;
    }
    return execute(query);
  };
  return Promise.resolve();
};
