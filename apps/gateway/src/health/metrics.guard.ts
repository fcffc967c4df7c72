import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthenticationService } from '../access/authentication.service.js';
import type { RequestWithPrincipal } from '../access/principal.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { problems } from '../errors/problems.js';

/** Metrics are for those who are signed in, unless `server.metricsOpen` is set. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers, socket } = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (
      !this.config.server.metricsOpen &&
      (await this.authentication.authenticate(headers, socket.remoteAddress)) === undefined
    ) {
      throw problems.unauthenticated();
    }
    return true;
  }
}
