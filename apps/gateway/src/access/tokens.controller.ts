import { type Token, type TokenInput, tokenInputSchema, tokenSchema } from '@casement/contract';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiProblems } from '../errors/api-problems.js';
import { CurrentPrincipal, RequiresRole } from './access.decorators.js';
import type { Principal } from './principal.js';
import { TokenStore } from './token-store.js';

/** The answer to making a token, the only one with its secret. */
export const newTokenSchema = tokenSchema
  .extend({ secret: z.string() })
  .meta({ id: 'NewToken', description: 'The secret is shown only now' });

@ApiTags('sign-in')
@RequiresRole('administrator')
@Controller('auth/tokens')
export class TokensController {
  constructor(private readonly tokens: TokenStore) {}

  @Get()
  @ApiOperation({ summary: 'All API tokens, without their secrets' })
  @ApiResponse({
    status: 200,
    description: 'Oldest first',
    standardSchema: tokenSchema,
    isArray: true,
  })
  @ApiProblems(401, 403)
  all(): Promise<Token[]> {
    return this.tokens.all();
  }

  @Post()
  @ApiOperation({ summary: 'Make an API token' })
  @ApiResponse({
    status: 201,
    description: 'The token with its secret',
    standardSchema: newTokenSchema,
  })
  @ApiProblems(400, 401, 403, 409, 422)
  create(
    @Body({ schema: tokenInputSchema }) input: TokenInput,
    @CurrentPrincipal() principal: Principal,
  ): Promise<z.infer<typeof newTokenSchema>> {
    return this.tokens.create(input, principal.username);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an API token; it is refused from now on' })
  @ApiParam({ name: 'id', type: String })
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems(401, 403, 404)
  delete(@Param('id') id: string): Promise<void> {
    return this.tokens.delete(id);
  }
}
