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
import { soapContentType } from '@libs/soap';
import { PublishedContract } from './published-contract.js';
import { ReportService } from './report-service.js';

/** Understands the address that debtor systems call: reports by POST, the contract by GET with `?wsdl`. */
@Controller('DaekningAfskrivningRegistreringAfsend')
export class ReportEndpoint {
  private readonly contract = new PublishedContract();

  constructor(@Inject(ReportService) private readonly service: ReportService) {}

  @Post('1')
  async receive(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const { status, body } = await this.service.answer(request);
    if (response.destroyed) return;
    response.writeHead(status, {
      'content-type': soapContentType(),
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  }

  @Get('1')
  wsdl(
    @Query('wsdl') asked: string | undefined,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): void {
    if (asked === undefined) throw new NotFoundException();
    const host = request.headers.host ?? 'localhost';
    send(response, this.contract.wsdl(`http://${host}/DaekningAfskrivningRegistreringAfsend/1`));
  }

  @Get(':schema')
  schema(@Param('schema') name: string, @Res() response: ServerResponse): void {
    const schema = this.contract.schema(name);
    if (schema === undefined) throw new NotFoundException();
    send(response, schema);
  }
}

function send(response: ServerResponse, xml: string): void {
  response.writeHead(200, { 'content-type': 'application/xml; charset=utf-8' });
  response.end(xml);
}
