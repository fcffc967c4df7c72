import { type Findings, findingsSchema } from '@casement/contract';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../../access/access.decorators.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { DoctorService } from './doctor.service.js';

@ApiTags('health')
@Controller('doctor')
export class DoctorController {
  constructor(private readonly doctor: DoctorService) {}

  @Get()
  @RequiresRole('administrator')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'What the gateway stands on, and what could be better' })
  @ApiResponse({ status: 200, description: 'Problems first', standardSchema: findingsSchema })
  @ApiProblems(401, 403)
  examine(): Promise<Findings> {
    return this.doctor.examine();
  }
}
