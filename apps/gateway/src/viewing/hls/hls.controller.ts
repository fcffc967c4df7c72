import { Controller, Get, Param, ParseIntPipe, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AcceptsBasic, CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { queryOf } from '../query-of.js';
import { HlsService } from './hls.service.js';

const text = { type: 'string' } as const;
const binary = { type: 'string', format: 'binary' } as const;

@ApiTags('live')
@ApiParam({ name: 'rid', description: 'Recorder', type: String })
@ApiParam({ name: 'n', description: 'Camera number', type: Number })
@AcceptsBasic()
@Controller('recorders/:rid/cameras/:n/live')
export class HlsController {
  constructor(private readonly hls: HlsService) {}

  @Get('index.m3u8')
  @ApiOperation({ summary: 'Watch a camera over HLS, with low latency where the player can' })
  @ApiQuery({ name: 'audio', required: false, type: Number, description: '0: without sound' })
  @ApiQuery({
    name: 'video',
    required: false,
    type: String,
    description: 'What the player decodes, h264,h265 by default; anything else is converted',
  })
  @ApiQuery({
    name: 'parts',
    required: false,
    type: Number,
    description:
      '0: whole segments only, for players that have too few connections to wait for parts',
  })
  @ApiQuery({ name: '_HLS_msn', required: false, type: Number, description: 'Blocking reload' })
  @ApiQuery({ name: '_HLS_part', required: false, type: Number, description: 'Blocking reload' })
  @ApiResponse({
    status: 200,
    description: 'The playlist; the first request starts the stream',
    content: { 'application/vnd.apple.mpegurl': { schema: text } },
  })
  @ApiProblems(400, 401, 403, 404, 503)
  playlist(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.hls.playlist({ recorder, camera, principal }, queryOf(request), response);
  }

  @Get(':file')
  @ApiOperation({ summary: 'An initialisation segment, a part or a segment of the playlist' })
  @ApiParam({ name: 'file', description: 'As in the playlist, with its query', type: String })
  @ApiResponse({
    status: 200,
    description: 'Fragmented MP4',
    content: { 'video/mp4': { schema: binary } },
  })
  @ApiProblems(400, 401, 403, 404, 503)
  resource(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Param('file') name: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const query = queryOf(request);
    return this.hls.resource({ recorder, camera, principal }, { name, query }, response);
  }
}
