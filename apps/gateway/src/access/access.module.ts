import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccessSweeper } from './access-sweeper.js';
import { AuditLog } from './audit-log.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthenticationService } from './authentication.service.js';
import { CredentialCache } from './credential-cache.js';
import { FirstAdministrator } from './first-administrator.js';
import { PasswordHasher } from './password-hasher.js';
import { SessionEvents } from './session-events.js';
import { SessionStore } from './session-store.js';
import { SignInService } from './sign-in.service.js';
import { TokenStore } from './token-store.js';
import { TokensController } from './tokens.controller.js';
import { TrustedProxies } from './trusted-proxies.js';

@Global()
@Module({
  controllers: [AuthController, TokensController],
  providers: [
    AccessSweeper,
    AuditLog,
    AuthenticationService,
    CredentialCache,
    FirstAdministrator,
    PasswordHasher,
    SessionEvents,
    SessionStore,
    SignInService,
    TokenStore,
    TrustedProxies,
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
  exports: [AuditLog, AuthenticationService, SessionEvents, TrustedProxies],
})
export class AccessModule {}
