import { MediaError } from '@casement/media';
import { Credentials, ProtocolError } from '@casement/protocol';
import {
  Body,
  Controller,
  type DynamicModule,
  Get,
  Module,
  Param,
  Post,
  Res,
} from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Public } from '../access/access.decorators.js';
import { problems } from '../errors/problems.js';

/** A UID as a recorder issues it. */
export const TEST_UID = '1234567890123456789';

const makers: Readonly<Record<string, () => Error>> = {
  protocol: () =>
    new ProtocolError('login-page', 'no UID; expected one (login page)', { bytes: 3 }),
  negotiation: () => new MediaError('negotiation', 'the offer has no video'),
  media: () => new MediaError('sps', 'the SPS ends early', { offset: 4 }),
  problem: () => problems.notAcceptable(['hls'], 'This browser offers no H.264.'),
  secret: () =>
    Object.assign(
      new Error(`GET https://admin:hunter2@192.0.2.10/cgi-bin/login.cgi?UID=${TEST_UID} failed`),
      {
        headers: { authorization: 'Digest hunter2' },
        credentials: new Credentials('admin', 'hunter2'),
        cause: new Error(`UID=${TEST_UID} was refused`),
      },
    ),
};

const inputSchema = z.object({
  name: z.string().min(2),
  cameras: z.array(z.object({ number: z.number().int() })),
});

@Public()
@Controller('failing')
class FailingController {
  @Get('late')
  late(@Res() response: Response): void {
    response.write('begun');
    throw new Error('too late');
  }

  @Get(':kind')
  fail(@Param('kind') kind: string): never {
    throw makers[kind]?.() ?? new Error(kind);
  }

  @Post()
  check(@Body({ schema: inputSchema }) body: z.infer<typeof inputSchema>): unknown {
    return body;
  }

  @Post('sdp')
  sdp(@Body() body: unknown): string {
    return String(body);
  }
}

@Module({ controllers: [FailingController] })
class FailingModule {}

/** Endpoints that fail in every way. */
export const failingModule: DynamicModule = { module: FailingModule };
