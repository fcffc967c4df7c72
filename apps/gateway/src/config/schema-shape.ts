import { z } from 'zod';

/** What a part of the configuration consists of, as far as its keys are concerned. */
export type SchemaShape =
  | { readonly kind: 'section'; readonly keys: Readonly<Record<string, z.core.$ZodType>> }
  | { readonly kind: 'list'; readonly item: z.core.$ZodType }
  | { readonly kind: 'single' };

/** Looks through defaults and transformations at what a person writes. */
export const shapeOf = (schema: z.core.$ZodType): SchemaShape => {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return shapeOf(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) {
    return shapeOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  if (schema instanceof z.ZodObject) {
    return { kind: 'section', keys: schema.shape };
  }
  if (schema instanceof z.ZodArray) {
    return { kind: 'list', item: schema.element };
  }
  return { kind: 'single' };
};

/** The keys that are known at `path`; none when there is no section. */
export const knownKeys = (schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] => {
  const shape = shapeOf(schema);
  const [head, ...tail] = path;
  if (head === undefined) {
    return shape.kind === 'section' ? Object.keys(shape.keys) : [];
  }
  const child =
    shape.kind === 'section'
      ? shape.keys[String(head)]
      : shape.kind === 'list'
        ? shape.item
        : undefined;
  return child === undefined ? [] : knownKeys(child, tail);
};

/** Paths of every single value, and of every list of single values, that is not inside a list. */
export const singleKeys = (schema: z.core.$ZodType, path: readonly string[] = []): string[][] => {
  const shape = shapeOf(schema);
  if (shape.kind === 'section') {
    return Object.entries(shape.keys).flatMap(([key, child]) => singleKeys(child, [...path, key]));
  }
  const writable = shape.kind === 'single' || shapeOf(shape.item).kind === 'single';
  return writable ? [[...path]] : [];
};
