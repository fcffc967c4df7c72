import { type Recordings, recordingsSchema } from '@casement/contract';
import { Controller, Get, Param, ParseIntPipe, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { queryOf } from '../../viewing/query-of.js';
import { RecordingsService } from './recordings.service.js';

const when = { type: String, example: '2026-11-21T07:08:09Z' } as const;

@ApiTags('playback')
@Controller('recorders/:rid/cameras/:n')
export class RecordingsController {
  constructor(private readonly service: RecordingsService) {}

  @Get('recordings')
  @ApiOperation({ summary: 'What is known of the recordings of a camera' })
  @ApiParam({ name: 'rid', description: 'Recorder', type: String })
  @ApiParam({ name: 'n', description: 'Camera number', type: Number })
  @ApiQuery({ name: 'from', description: 'Start', ...when })
  @ApiQuery({ name: 'to', description: 'End; at most 62 days later', ...when })
  @ApiResponse({ status: 200, description: 'Recordings', standardSchema: recordingsSchema })
  @ApiProblems(400, 401, 403, 404, 422)
  recordings(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<Recordings> {
    return this.service.recordings({ recorder, camera, principal }, queryOf(request));
  }
}
