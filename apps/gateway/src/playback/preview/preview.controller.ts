import { Controller, Get, Param, ParseIntPipe, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { queryOf } from '../../viewing/query-of.js';
import { PreviewService } from './preview.service.js';

const binary = { type: 'string', format: 'binary' } as const;

@ApiTags('playback')
@Controller('playbacks/:id/cameras/:n')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Get('preview.jpg')
  @ApiOperation({ summary: 'A recorded picture of about a time' })
  @ApiParam({ name: 'id', description: 'Playback', type: String })
  @ApiParam({ name: 'n', description: 'Camera number', type: Number })
  @ApiQuery({ name: 'at', type: String, example: '2026-11-21T07:08:09Z' })
  @ApiQuery({ name: 'width', required: false, type: Number, description: 'Pixels; 320' })
  @ApiResponse({
    status: 200,
    description: 'Casement-Picture-Time says which picture it is',
    content: { 'image/jpeg': { schema: binary } },
  })
  @ApiResponse({
    status: 202,
    description: 'The recorder is asked; again after Retry-After',
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  @ApiProblems(400, 401, 403, 404, 409, 422, 503)
  async take(
    @Param('id') id: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const taken = await this.previews.take({ id, camera, principal }, queryOf(request));
    if (taken === 'pending') {
      response.status(202).set({ 'Retry-After': '1', 'Cache-Control': 'no-store' }).json({});
      return;
    }
    const { jpeg, timeMs } = taken;
    response
      .status(200)
      .set({
        'Content-Type': 'image/jpeg',
        // What is recorded stays as it is.
        'Cache-Control': 'private, max-age=300',
        'Casement-Picture-Time': new Date(timeMs).toISOString(),
      })
      .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  }
}
