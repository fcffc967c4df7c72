import {
  type Login,
  loginSchema,
  type Me,
  meSchema,
  type PasswordChange,
  passwordChangeSchema,
} from '@casement/contract';
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { ApiProblems } from '../errors/api-problems.js';
import { CurrentPrincipal, Public } from './access.decorators.js';
import { AuthenticationService } from './authentication.service.js';
import type { Principal } from './principal.js';
import { SESSION_COOKIE, sessionCookieOptions } from './session-cookie.js';
import { meOf, SignInService } from './sign-in.service.js';

@ApiTags('sign-in')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly authentication: AuthenticationService,
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with user name and password; sets the session cookie',
    security: [],
  })
  @ApiResponse({ status: 200, description: 'Signed in', standardSchema: meSchema })
  @ApiProblems(400, 401, 422, 429)
  async login(
    @Body({ schema: loginSchema }) login: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    const { me, session } = await this.signIn.signIn(login, request.ip ?? '');
    response.cookie(SESSION_COOKIE, session.token, {
      ...sessionCookieOptions(this.config.server.basePath, request.secure),
      expires: session.expiresAt,
    });
    return me;
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the session of the request', security: [] })
  @ApiResponse({ status: 204, description: 'Nobody is signed in any more' })
  @ApiProblems(403)
  async logout(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const principal = await this.authentication.authenticate(
      request.headers,
      request.socket.remoteAddress,
    );
    await this.signIn.signOut(principal, request.ip ?? '');
    response.clearCookie(
      SESSION_COOKIE,
      sessionCookieOptions(this.config.server.basePath, request.secure),
    );
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiResponse({ status: 200, description: 'The user, token or visitor', standardSchema: meSchema })
  @ApiProblems(401)
  me(@CurrentPrincipal() principal: Principal): Me {
    return meOf(principal);
  }

  @Post('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the own password; ends all other sessions of the user' })
  @ApiResponse({ status: 204, description: 'Changed' })
  @ApiProblems(400, 401, 403, 422, 429)
  async changePassword(
    @Body({ schema: passwordChangeSchema }) change: PasswordChange,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    await this.signIn.changePassword(principal, change, request.ip ?? '');
  }
}
