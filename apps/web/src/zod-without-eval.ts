/**
 * zod compiles its checks with `new Function` where it may. A strict content security policy forbids
 * that and reports even the attempt, so it is switched off before any schema is used. zod keeps its
 * settings in this global, which it takes as it finds it.
 */
type ZodSettings = { __zod_globalConfig?: { jitless?: boolean } };

const settings = globalThis as ZodSettings;
settings.__zod_globalConfig = Object.assign(settings.__zod_globalConfig ?? {}, { jitless: true });

export {};
