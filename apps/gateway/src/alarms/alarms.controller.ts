import {
  acknowledgeAlarmsSchema,
  type Alarm,
  alarmKindSchema,
  alarmSchema,
  alarmSeveritySchema,
  type AlarmStatus,
  alarmStatusSchema,
  type AlarmSummary,
  alarmSummarySchema,
} from '@casement/contract';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { CurrentPrincipal, RequiresRole } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { queryOf } from '../viewing/query-of.js';
import { alarmId } from './alarm-id.js';
import { readAlarmFilter } from './alarm-filter.js';
import { AlarmsService } from './alarms.service.js';

const Id = () => ApiParam({ name: 'id', description: 'Number of the alarm', type: Number });
const optional = { required: false } as const;
const when = { ...optional, type: String, example: '2026-11-21T07:08:09Z' } as const;

@ApiTags('alarms')
@Controller('alarms')
export class AlarmsController {
  constructor(private readonly alarms: AlarmsService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Alarms by their numbers, oldest first' })
  @ApiQuery({ name: 'after', ...optional, type: Number, description: 'Those after this number' })
  @ApiQuery({
    name: 'before',
    ...optional,
    type: Number,
    description: 'The newest before this number; not together with after',
  })
  @ApiQuery({ name: 'limit', ...optional, type: Number, description: '1 to 1000; 100 otherwise' })
  @ApiQuery({ name: 'recorder', ...optional, type: String, description: 'Id of a recorder' })
  @ApiQuery({ name: 'camera', ...optional, type: Number, description: 'Camera number' })
  @ApiQuery({ name: 'kind', ...optional, enum: alarmKindSchema.options })
  @ApiQuery({ name: 'severity', ...optional, enum: alarmSeveritySchema.options })
  @ApiQuery({ name: 'open', ...optional, type: Boolean, description: 'Open ones, or the others' })
  @ApiQuery({ name: 'from', description: 'Received at this time or later', ...when })
  @ApiQuery({ name: 'to', description: 'Received at this time or earlier', ...when })
  @ApiQuery({
    name: 'search',
    ...optional,
    type: String,
    description: 'Part of title, text or MAC address, in any case',
  })
  @ApiResponse({ status: 200, description: 'Alarms', standardSchema: alarmSchema.array() })
  @ApiProblems(400, 401)
  list(
    @Req() request: Request,
    @CurrentPrincipal() principal: Principal,
  ): Promise<readonly Alarm[]> {
    return this.alarms.list(readAlarmFilter(queryOf(request)), principal);
  }

  @Get('summary')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Number of the newest alarm, and how many are open' })
  @ApiResponse({ status: 200, description: 'Summary', standardSchema: alarmSummarySchema })
  @ApiProblems(401)
  summary(): Promise<AlarmSummary> {
    return this.alarms.summary();
  }

  @Get('status')
  @RequiresRole('administrator')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'How the receiver, the storage and the destinations do' })
  @ApiResponse({ status: 200, description: 'Status', standardSchema: alarmStatusSchema })
  @ApiProblems(401, 403)
  status(): AlarmStatus {
    return this.alarms.status();
  }

  @Post('acknowledge')
  @HttpCode(200)
  @RequiresRole('operator')
  @ApiOperation({ summary: 'Acknowledge many alarms; those that were keep their user and time' })
  @ApiResponse({
    status: 200,
    description: 'All of them as they are now',
    standardSchema: alarmSchema.array(),
  })
  @ApiProblems(401, 403, 422)
  acknowledgeAll(
    @Body({ schema: acknowledgeAlarmsSchema }) { ids }: z.infer<typeof acknowledgeAlarmsSchema>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<readonly Alarm[]> {
    return this.alarms.acknowledgeAll(ids, principal);
  }

  @Get(':id')
  @Id()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'One alarm' })
  @ApiResponse({ status: 200, description: 'Alarm', standardSchema: alarmSchema })
  @ApiProblems(400, 401, 404)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Alarm> {
    return this.alarms.get(alarmId(id), principal);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @RequiresRole('operator')
  @Id()
  @ApiOperation({ summary: 'Acknowledge an alarm; one that was keeps its user and time' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: alarmSchema })
  @ApiProblems(400, 401, 403, 404)
  acknowledge(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Alarm> {
    return this.alarms.acknowledge(alarmId(id), principal);
  }
}
