import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { SqlitePlatform } from '@mikro-orm/sqlite';

/**
 * A column of whole numbers of up to 53 bits. SQLite has one type for all of them, and calls a primary key of it the
 * row's own number; PostgreSQL has one for small ones and one for these.
 */
export class RowNumberType extends Type<number, number | string> {
  override convertToJSValue(value: number | string): number {
    return Number(value);
  }

  override compareAsType(): string {
    return 'number';
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return platform instanceof SqlitePlatform ? 'integer' : 'bigint';
  }
}
