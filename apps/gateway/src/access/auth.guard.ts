import type { Role } from '@casement/contract';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { problems } from '../errors/problems.js';
import { ACCEPTS_BASIC, IS_PUBLIC, REQUIRED_ROLE } from './access.decorators.js';
import { AuthenticationService } from './authentication.service.js';
import { includesRole, type RequestWithPrincipal } from './principal.js';

/** Whether a method changes nothing. */
export const isSafeMethod = (method: string): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase());

const isBrowser = (userAgent: string | undefined): boolean =>
  userAgent?.startsWith('Mozilla/') === true;

/** Lets nobody in who is not signed in, but for what is `@Public()`; asks for the role of `@RequiresRole()`. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are let in when they connect, by the same service.
    if (context.getType() !== 'http') {
      return true;
    }
    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    const peer = request.socket.remoteAddress;
    if (!isSafeMethod(request.method)) {
      this.authentication.requireOwnOrigin(request.headers, peer);
    }
    if (this.#metadata(context, IS_PUBLIC) === true) {
      return true;
    }
    const acceptsBasic = this.#metadata(context, ACCEPTS_BASIC) === true;
    const principal = await this.authentication.authenticate(request.headers, peer, acceptsBasic);
    if (principal === undefined) {
      // Players answer this challenge only; browsers would ask people for a password they do not have.
      throw acceptsBasic && !isBrowser(request.headers['user-agent'])
        ? problems.unauthenticated(undefined, 'Basic realm="casement", charset="UTF-8"')
        : problems.unauthenticated();
    }
    const needed = (this.#metadata(context, REQUIRED_ROLE) as Role | undefined) ?? 'viewer';
    if (!includesRole(principal.role, needed)) {
      throw problems.forbidden(`This needs the role ${needed}; yours is ${principal.role}.`, {
        needed,
        role: principal.role,
      });
    }
    request.principal = principal;
    return true;
  }

  #metadata(context: ExecutionContext, key: string): unknown {
    return this.reflector.getAllAndOverride<unknown>(key, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}
