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
import { Open } from '@libs/host';
import { soapContentType } from '@libs/soap';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import { PublishedContract } from './published-contract.js';
import { ReportService } from './report-service.js';

const path = 'DaekningAfskrivningRegistreringAfsend';

/** Understands the address that debtor systems call: reports by POST, the contract by GET with `?wsdl`. */
@Controller(path)
@Open(
  "Debtor systems call it: mutual TLS or the platform's token lets them in, not an access token",
)
export class ReportEndpoint {
  private readonly contract = new PublishedContract();

  constructor(
    @Inject(ReportService) private readonly service: ReportService,
    @Inject(ServiceplatformSettings) private readonly settings: ServiceplatformSettings,
  ) {}

  @Post('1')
  async receive(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const { status, body } = await this.service.answer(request);
    if (response.destroyed) return;
    send(response, status, soapContentType(), body);
  }

  @Get('1')
  wsdl(
    @Query('wsdl') asked: string | undefined,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): void {
    if (asked === undefined) throw new NotFoundException();
    const base = this.settings.callbackUrl ?? `http://${request.headers.host ?? 'localhost'}`;
    sendXml(response, this.contract.wsdl(`${base.replace(/\/$/, '')}/${path}/1`));
  }

  /** The schemas stand beside the WSDL, so that its relative imports lead to them. */
  @Get(':schema')
  schema(@Param('schema') name: string, @Res() response: ServerResponse): void {
    const schema = this.contract.schema(name);
    if (schema === undefined) throw new NotFoundException();
    sendXml(response, schema);
  }
}

const sendXml = (response: ServerResponse, xml: string): void => {
  send(response, 200, 'application/xml; charset=utf-8', xml);
};

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
