import type { Role } from '@casement/contract';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { problems } from '../errors/problems.js';
import type { Principal, RequestWithPrincipal } from './principal.js';

/** Metadata key of {@link Public}. */
export const IS_PUBLIC = 'casement:public';
/** Metadata key of {@link RequiresRole}. */
export const REQUIRED_ROLE = 'casement:role';

/** Metadata key of {@link AcceptsBasic}. */
export const ACCEPTS_BASIC = 'casement:basic';

/** Served to everybody, signed in or not. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/**
 * API tokens are taken as the password of `Authorization: Basic` too, whatever the user name: players have no other
 * way to sign in.
 */
export const AcceptsBasic = () => SetMetadata(ACCEPTS_BASIC, true);

/** Served to this role and those above; without it, every role is enough. Changes are written into the audit. */
export const RequiresRole = (role: Role) => SetMetadata(REQUIRED_ROLE, role);

/** The parameter gets the {@link Principal} of the request. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (principal === undefined) {
      throw problems.unauthenticated();
    }
    return principal;
  },
);
