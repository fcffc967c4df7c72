import { z } from 'zod';

/** viewer: looks; operator: also steers, plays back, acknowledges; administrator: also configures. */
export const roleSchema = z.enum(['viewer', 'operator', 'administrator']);
export type Role = z.infer<typeof roleSchema>;

export const loginSchema = z
  .object({ username: z.string().min(1).max(64), password: z.string().min(1).max(1024) })
  .meta({ id: 'Login' });
export type Login = z.infer<typeof loginSchema>;

/** Who is signed in. */
export const meSchema = z
  .object({
    username: z.string(),
    role: roleSchema,
    /** `anonymous` when `access.anonymousRole` let this browser in without a sign-in. */
    via: z.enum(['session', 'token', 'anonymous']),
    /** True while the one-time password has not been replaced. */
    mustChangePassword: z.boolean(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof meSchema>;

export const passwordChangeSchema = z
  .object({
    currentPassword: z.string().min(1).max(1024),
    newPassword: z.string().min(10).max(1024),
  })
  .meta({ id: 'PasswordChange' });
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

export const tokenInputSchema = z
  .strictObject({ name: z.string().min(1).max(64), role: roleSchema.default('viewer') })
  .meta({ id: 'TokenInput' });
export type TokenInput = z.infer<typeof tokenInputSchema>;

/** An API token; its secret is shown once, when it is made. */
export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;
