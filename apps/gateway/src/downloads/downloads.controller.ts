import {
  type Download,
  type DownloadInput,
  downloadInputSchema,
  downloadSchema,
} from '@casement/contract';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AcceptsBasic, CurrentPrincipal, RequiresRole } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { DownloadFiles } from './download-files.js';
import { DownloadsService } from './downloads.service.js';

const DownloadId = () => ApiParam({ name: 'id', description: 'Download', type: String });
const binary = { type: 'string', format: 'binary' } as const;
/** MP4 plays in the page; what the recorder calls its own format is saved. */
const fileContent = {
  'video/mp4': { schema: binary },
  'application/octet-stream': { schema: binary },
} as const;

@ApiTags('downloads')
@Controller('downloads')
export class DownloadsController {
  constructor(
    private readonly downloads: DownloadsService,
    private readonly files: DownloadFiles,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Your downloads; for administrators all' })
  @ApiResponse({ status: 200, description: 'Oldest first', standardSchema: downloadSchema.array() })
  @ApiProblems(401)
  list(@CurrentPrincipal() principal: Principal): readonly Download[] {
    return this.downloads.list(principal);
  }

  @Post()
  @HttpCode(202)
  @RequiresRole('operator')
  @ApiOperation({ summary: 'Have the recorder make files of a range of its recordings' })
  @ApiResponse({
    status: 202,
    description: 'It goes on by itself; whoever asks for the same shares it',
    standardSchema: downloadSchema,
  })
  @ApiProblems(401, 403, 404, 422, 429, 503)
  create(
    @Body({ schema: downloadInputSchema }) input: DownloadInput,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Download> {
    return this.downloads.create(input, principal);
  }

  @Get('signing-key.pem')
  @Header('Content-Type', 'application/x-pem-file')
  @ApiOperation({ summary: 'The public key of the manifests of this gateway' })
  @ApiResponse({
    status: 200,
    description: 'Ed25519, PEM',
    content: { 'application/x-pem-file': { schema: { type: 'string' } } },
  })
  @ApiProblems(401)
  key(): string {
    return this.files.publicKey;
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @DownloadId()
  @ApiOperation({ summary: 'How a download stands' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: downloadSchema })
  @ApiProblems(401, 404)
  show(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Download {
    return this.downloads.find(id, principal).view;
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresRole('operator')
  @DownloadId()
  @ApiOperation({ summary: 'Take a download off your list; with the last owner its files go' })
  @ApiResponse({ status: 204, description: 'Gone' })
  @ApiProblems(401, 403, 404)
  remove(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.downloads.remove(id, principal);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequiresRole('operator')
  @DownloadId()
  @ApiOperation({ summary: 'End a download and keep what is whole' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: downloadSchema })
  @ApiProblems(401, 403, 404, 409)
  cancel(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Download> {
    return this.downloads.cancel(id, principal);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @RequiresRole('operator')
  @DownloadId()
  @ApiOperation({ summary: 'Try what is missing again, from where it stopped' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: downloadSchema })
  @ApiProblems(401, 403, 404, 409)
  retry(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Download> {
    return this.downloads.retry(id, principal);
  }

  @Get(':id/files.zip')
  @AcceptsBasic()
  @DownloadId()
  @ApiOperation({ summary: 'All files, the manifest, its signature and the key, streamed' })
  @ApiResponse({
    status: 200,
    description: 'A zip',
    content: { 'application/zip': { schema: binary } },
  })
  @ApiProblems(401, 404, 409)
  zip(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.sendZip(this.downloads.find(id, principal), { principal, response });
  }

  @Get(':id/manifest.json')
  @DownloadId()
  @ApiOperation({ summary: 'What the download is, with the hashes of its files' })
  @ApiResponse({
    status: 200,
    description: 'The bytes that are signed',
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  @ApiProblems(401, 404, 409)
  manifest(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.sendManifest(this.downloads.find(id, principal), false, response);
  }

  @Get(':id/manifest.json.sig')
  @DownloadId()
  @ApiOperation({ summary: 'The Ed25519 signature of the manifest, in base64' })
  @ApiResponse({
    status: 200,
    description: 'The signature',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  @ApiProblems(401, 404, 409)
  signature(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.sendManifest(this.downloads.find(id, principal), true, response);
  }

  @Get(':id/files/:name')
  @AcceptsBasic()
  @DownloadId()
  @ApiParam({ name: 'name', description: 'As in `files`', type: String })
  @ApiQuery({
    name: 'save',
    required: false,
    type: String,
    description: '1: to be saved, not shown',
  })
  @ApiOperation({ summary: 'A whole file; ranges are served, so that a page can play it' })
  @ApiResponse({
    status: 200,
    description: 'The file',
    content: fileContent,
  })
  @ApiResponse({
    status: 206,
    description: 'A part of it, for one range; several ranges are answered with the whole file',
    content: fileContent,
  })
  @ApiResponse({ status: 304, description: 'It has not changed' })
  @ApiProblems(401, 404, 412, 416)
  file(
    @Param('id') id: string,
    @Param('name') name: string,
    @Query('save') save: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const job = this.downloads.find(id, principal);
    return this.files.sendFile(job, name, save === '1', { principal, response });
  }
}
