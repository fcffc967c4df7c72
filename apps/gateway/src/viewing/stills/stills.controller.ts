import { Controller, Get, Param, ParseIntPipe, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AcceptsBasic, CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { queryOf } from '../query-of.js';
import { MjpegService } from './mjpeg.service.js';
import { SnapshotService } from './snapshot.service.js';
import { sendSnapshot } from './send-snapshot.js';

const binary = { type: 'string', format: 'binary' } as const;

@ApiTags('live')
@ApiParam({ name: 'rid', description: 'Recorder', type: String })
@ApiParam({ name: 'n', description: 'Camera number', type: Number })
@AcceptsBasic()
@Controller('recorders/:rid/cameras/:n')
export class StillsController {
  constructor(
    private readonly mjpeg: MjpegService,
    private readonly snapshots: SnapshotService,
  ) {}

  @Get('live/mjpeg')
  @ApiOperation({ summary: 'Watch a camera as motion JPEG' })
  @ApiQuery({ name: 'fps', required: false, type: Number, description: 'At most; 1 to 30' })
  @ApiQuery({
    name: 'width',
    required: false,
    type: Number,
    description: 'Pixels; the next of a few sizes that is not smaller',
  })
  @ApiQuery({ name: 'quality', required: false, type: Number, description: '1 to 100' })
  @ApiResponse({
    status: 200,
    description: 'Pictures without end',
    content: { 'multipart/x-mixed-replace': { schema: binary } },
  })
  @ApiProblems(400, 401, 403, 404, 503)
  play(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.mjpeg.play({ recorder, camera, principal }, queryOf(request), response);
  }

  @Get('snapshot.jpg')
  @ApiOperation({ summary: 'The newest picture of a camera' })
  @ApiQuery({
    name: 'width',
    required: false,
    type: Number,
    description: 'Pixels; the next of a few sizes that is not smaller',
  })
  @ApiQuery({
    name: 'maxAge',
    required: false,
    type: Number,
    description: 'Seconds; an older picture is not taken, 15 by default',
  })
  @ApiResponse({
    status: 200,
    description: 'Age, Last-Modified and ETag say which picture it is',
    content: { 'image/jpeg': { schema: binary } },
  })
  @ApiResponse({ status: 304, description: 'Still the same picture' })
  @ApiProblems(400, 401, 403, 404, 503)
  async snapshot(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const taken = await this.snapshots.take({ recorder, camera, principal }, queryOf(request));
    sendSnapshot(response, taken);
  }
}
