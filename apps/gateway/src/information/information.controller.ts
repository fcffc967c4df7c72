import {
  type Disk,
  diskSchema,
  type LogEntry,
  logEntrySchema,
  type RecorderHealth,
  recorderHealthSchema,
} from '@casement/contract';
import { applyDecorators, Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { queryOf } from '../viewing/query-of.js';
import { type Dated, InformationService } from './information.service.js';
import { readLogQuery } from './log/log-query.js';

const optional = { required: false } as const;
const when = { ...optional, type: String, example: '2026-11-21T07:08:09Z' } as const;
const headers = {
  'X-As-Of': {
    description: 'When the recorder told, ISO 8601',
    schema: { type: 'string', format: 'date-time' },
  },
} as const;

const LogQuery = () =>
  applyDecorators(
    ApiQuery({ name: 'kind', enum: ['error', 'event'] }),
    ApiQuery({
      name: 'search',
      ...optional,
      type: String,
      description: 'Part of the text, in any case',
    }),
    ApiQuery({ name: 'camera', ...optional, type: Number, description: '1 to 128' }),
    ApiQuery({ name: 'from', description: 'At this time or later', ...when }),
    ApiQuery({ name: 'to', description: 'At this time or earlier', ...when }),
    ApiQuery({
      name: 'limit',
      ...optional,
      type: Number,
      description: '1 to 1000, which is all that a recorder keeps; 1000 otherwise',
    }),
  );

@ApiTags('recorders')
@ApiParam({ name: 'rid', description: 'Recorder', type: String })
@Controller('recorders/:rid')
export class InformationController {
  constructor(private readonly information: InformationService) {}

  @Get('disks')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The disks of a recorder; asked again after ten minutes' })
  @ApiResponse({
    status: 200,
    description: 'One per slot',
    headers,
    standardSchema: diskSchema.array(),
  })
  @ApiProblems(401, 404, 503)
  async disks(
    @Param('rid') recorder: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<readonly Disk[]> {
    return dated(response, await this.information.disks(recorder));
  }

  @Get('logs')
  @LogQuery()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A log of a recorder, newest first; asked again after two minutes' })
  @ApiResponse({
    status: 200,
    description: 'Entries',
    headers,
    standardSchema: logEntrySchema.array(),
  })
  @ApiProblems(400, 401, 404, 503)
  async log(
    @Param('rid') recorder: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<readonly LogEntry[]> {
    const query = readLogQuery(queryOf(request));
    return dated(response, await this.information.log(recorder, query, principal));
  }

  @Get('logs.csv')
  @LogQuery()
  @ApiOperation({ summary: 'The same as a file for spreadsheets' })
  @ApiResponse({
    status: 200,
    description: 'Entries',
    headers,
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @ApiProblems(400, 401, 404, 503)
  async logFile(
    @Param('rid') recorder: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const query = readLogQuery(queryOf(request));
    const { name, text } = dated(
      response,
      await this.information.logFile(recorder, query, principal),
    );
    response
      .setHeader('Content-Type', 'text/csv; charset=utf-8; header=present')
      .setHeader('Content-Disposition', `attachment; filename="${name}"`)
      .setHeader('Cache-Control', 'no-store')
      .send(text);
  }

  @Get('health')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Is everything recorded? Each part says when the recorder told' })
  @ApiResponse({ status: 200, description: 'Health', standardSchema: recorderHealthSchema })
  @ApiProblems(401, 404)
  health(
    @Param('rid') recorder: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecorderHealth> {
    return this.information.health(recorder, principal);
  }
}

function dated<T>(response: Response, { value, asOfMs }: Dated<T>): T {
  response.setHeader('X-As-Of', new Date(asOfMs).toISOString());
  return value;
}
