import { adoptSenderSchema, type AlarmSender, alarmSenderSchema } from '@casement/contract';
import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequiresRole } from '../access/access.decorators.js';
import { ApiProblems } from '../errors/api-problems.js';
import { AlarmSendersService } from './alarm-senders.service.js';

@ApiTags('alarms')
@RequiresRole('administrator')
@Controller('alarms/senders')
export class AlarmSendersController {
  constructor(private readonly senders: AlarmSendersService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Devices that send alarms and belong to no recorder by themselves' })
  @ApiResponse({
    status: 200,
    description: 'Those of nobody, the newest first; behind them those that were adopted',
    standardSchema: alarmSenderSchema.array(),
  })
  @ApiProblems(401, 403)
  list(): Promise<readonly AlarmSender[]> {
    return this.senders.list();
  }

  @Post('adopt')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say which recorder a device belongs to, or that it is of none' })
  @ApiResponse({ status: 204, description: 'What it sent and sends belongs there' })
  @ApiProblems(401, 403, 422)
  adopt(
    @Body({ schema: adoptSenderSchema }) { mac, recorder }: z.infer<typeof adoptSenderSchema>,
  ): Promise<void> {
    return this.senders.adopt(mac, recorder);
  }
}
