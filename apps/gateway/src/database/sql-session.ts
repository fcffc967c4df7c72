/** What can be bound to a `?`. */
export type SqlValue = string | number | Uint8Array | null;

/** A row by the names of its columns; whole numbers of PostgreSQL's `bigint` come as text. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Statements in plain SQL that both databases understand, with `?` for values. */
export type SqlSession = {
  readonly dialect: 'sqlite' | 'postgresql';
  /** @returns the rows that it gives; with `returning`, those that it changed */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
};

/** As much of a client of the query layer as is needed here. */
export type SqlClient = {
  executeQuery(query: {
    readonly sql: string;
    readonly parameters: readonly unknown[];
    readonly query: { readonly kind: 'RawNode' };
    readonly queryId: { readonly queryId: string };
  }): Promise<{ readonly rows: readonly SqlRow[] }>;
};

/** `?` as PostgreSQL numbers them. Statements have none in their texts. */
const numbered = (sql: string): string => {
  let count = 0;
  return sql.replace(/\?/g, () => {
    count += 1;
    return `$${count}`;
  });
};

/** Statements over a client, which may be bound to one connection. */
export const sqlSessionOf = (client: SqlClient, dialect: SqlSession['dialect']): SqlSession => ({
  dialect,
  query: async (sql, values = []) => {
    const { rows } = await client.executeQuery({
      sql: dialect === 'sqlite' ? sql : numbered(sql),
      parameters: values,
      query: { kind: 'RawNode' },
      queryId: { queryId: 'casement' },
    });
    return rows;
  },
});

/** `(?, ?), (?, ?)`: so many rows of so many values. */
export const placeholders = (rows: number, columns: number): string => {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  return Array.from({ length: rows }, () => row).join(', ');
};
