import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { Answers, Open } from '@libs/host';
import { isLoopback } from '../serviceplatform/safe-way.js';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import { CallbackSettings } from '../tls/callback.settings.js';
import { CertificateSettings } from '../tls/certificate.settings.js';
import { folder, ReportPages } from './report-pages.js';

/**
 * Understands the plain door for reports, for the own machine or behind a proxy that does mutual TLS; closed when the gateway has
 * a door of its own for the platform (`report-listener.ts`). The contract may be read here by anybody, by GET with `?wsdl`.
 */
@Controller(folder)
@Open('Debtor systems call it: not an access token lets them in, but where they call from')
export class ReportEndpoint {
  constructor(
    @Inject(ReportPages) private readonly pages: ReportPages,
    @Inject(ServiceplatformSettings) private readonly settings: ServiceplatformSettings,
    @Inject(CertificateSettings) private readonly certificates: CertificateSettings,
    @Inject(CallbackSettings) private readonly callback: CallbackSettings,
  ) {}

  @Post('1')
  @Answers({ status: 200, mediaType: 'application/soap+xml' })
  async receive(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    if (this.letsIn(request)) await this.pages.report(request, response);
    else this.pages.refuse(request, response);
  }

  @Get('1')
  wsdl(
    @Query('wsdl') asked: string | undefined,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): void {
    if (asked === undefined) throw new NotFoundException();
    const here = `http://${request.headers.host ?? 'localhost'}`;
    this.pages.wsdl(response, this.settings.callbackUrl ?? here);
  }

  @Get(':schema')
  schema(@Param('schema') name: string, @Res() response: ServerResponse): void {
    if (!this.pages.schema(response, name)) throw new NotFoundException();
  }

  private letsIn({ socket }: IncomingMessage): boolean {
    if (this.callback.port !== undefined) return false;
    const { plainHttp } = this.certificates;
    return plainHttp === 'anywhere' || isLoopback(socket.remoteAddress ?? '');
  }
}
