import { transcodingsSchema } from '@casement/contract';
import type { Transcodings } from '@casement/contract';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/access.decorators.js';
import { ApiProblems } from '../errors/api-problems.js';
import { ViewConversions } from './view-conversions.js';

@ApiTags('live')
@Controller('transcodings')
export class TranscodingsController {
  constructor(private readonly conversions: ViewConversions) {}

  @Get()
  @RequiresRole('administrator')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Conversions that run or were refused, and how many there may be' })
  @ApiResponse({
    status: 200,
    description: 'All of them, with their part of a core',
    standardSchema: transcodingsSchema,
  })
  @ApiProblems(401, 403)
  list(): Transcodings {
    return this.conversions.list();
  }
}
