import type { Role } from '@casement/contract';
import type { Request } from 'express';

/** Who makes a request, and what he may do. */
export type Principal = {
  readonly username: string;
  readonly role: Role;
  readonly via: 'session' | 'token' | 'anonymous';
  /** The session or token (its hash, no secret) that a revocation names; null for anonymous visitors. */
  readonly credentialId: string | null;
  readonly mustChangePassword: boolean;
  /** Whether the pictures of a camera may be seen. Every role may see every camera so far. */
  mayView(recorder: string, camera: number): boolean;
};

/** A request after the guard has seen it. */
export type RequestWithPrincipal = Request & { principal?: Principal };

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, administrator: 2 };

/** Whether a role includes the rights of another. */
export const includesRole = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

type PrincipalFacts = Omit<Principal, 'mayView'>;

/** A principal of these facts. */
export const principalOf = (facts: PrincipalFacts): Principal => ({
  ...facts,
  mayView: () => includesRole(facts.role, 'viewer'),
});

/** Everybody who reaches the page, where `access.anonymousRole` allows it. */
export const anonymousViewer = principalOf({
  username: 'anonymous',
  role: 'viewer',
  via: 'anonymous',
  credentialId: null,
  mustChangePassword: false,
});
