import type { Role } from '@casement/contract';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { concatMap, type Observable, catchError, from, map, throwError } from 'rxjs';
import { REQUIRED_ROLE } from './access.decorators.js';
import { AuditLog, type AuditRecord } from './audit-log.js';
import { isSafeMethod } from './auth.guard.js';
import type { RequestWithPrincipal } from './principal.js';
import { RefusalBudget } from './refusal-budget.js';

const MAX_PARAMETER_CHARACTERS = 64;

/** What was changed: the parameters of the path, and the id of what is made. Of a body nothing else is taken. */
const subjectOf = ({ params, body }: RequestWithPrincipal): Readonly<Record<string, string>> => {
  const { id } = (typeof body === 'object' && body !== null ? body : {}) as { id?: unknown };
  const subject = typeof id === 'string' ? { id, ...params } : params;
  return Object.fromEntries(
    Object.entries(subject).map(([name, value]) => [
      name,
      String(value).slice(0, MAX_PARAMETER_CHARACTERS),
    ]),
  );
};

/** Writes every change into the audit: requests that change something and need more than a viewer. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  readonly #refusals = new RefusalBudget();

  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const role = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (context.getType() !== 'http' || role === undefined || role === 'viewer') {
      return next.handle();
    }
    const request = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (isSafeMethod(request.method)) {
      return next.handle();
    }
    const write = (outcome: AuditRecord['outcome']) =>
      from(this.audit.record(this.#record(request, outcome)));
    return next.handle().pipe(
      concatMap((value: unknown) => write('done').pipe(map(() => value))),
      catchError((error: unknown) =>
        from(this.#refused(request)).pipe(concatMap(() => throwError(() => error))),
      ),
    );
  }

  async #refused(request: RequestWithPrincipal): Promise<void> {
    const { username = '', via = '' } = request.principal ?? {};
    const unwritten = this.#refusals.take(`${via}:${username}`, performance.now());
    if (unwritten !== undefined) {
      const { detail, ...record } = this.#record(request, 'refused');
      await this.audit.record({
        ...record,
        detail: { ...detail, ...(unwritten > 0 && { unwritten }) },
      });
    }
  }

  #record(request: RequestWithPrincipal, outcome: AuditRecord['outcome']): AuditRecord {
    const pattern = (request.route as { path?: unknown } | undefined)?.path;
    return {
      username: request.principal?.username ?? '',
      via: request.principal?.via ?? null,
      address: request.ip ?? '',
      action: `${request.method} ${typeof pattern === 'string' ? pattern : request.path}`,
      outcome,
      detail: subjectOf(request),
    };
  }
}
