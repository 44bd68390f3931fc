import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { soapContentType } from '@libs/soap';
import { PublishedContract } from './published-contract.js';
import { type HttpAnswer, ReportService } from './report-service.js';

/** Where the service stands; its schemas stand beside it, so that the WSDL's relative imports lead to them. */
export const folder = 'DaekningAfskrivningRegistreringAfsend';

/** Understands what is written back over HTTP, whichever door the caller came by: answers to reports, and the contract. */
@Injectable()
export class ReportPages {
  private readonly contract = new PublishedContract();

  constructor(private readonly service: ReportService) {}

  async report(request: IncomingMessage, response: ServerResponse): Promise<void> {
    sendSoap(response, await this.service.answer(request));
  }

  /** A caller whom we don't let in hears so, and nothing of what it sent is read. */
  refuse(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    sendSoap(response, this.service.refusal());
  }

  /** The WSDL, with `base` as the address that callers use. */
  wsdl(response: ServerResponse, base: string): void {
    sendXml(response, this.contract.wsdl(`${base.replace(/\/$/, '')}/${folder}/1`));
  }

  /** One of the schemas; false if there is none of that name. */
  schema(response: ServerResponse, name: string): boolean {
    const schema = this.contract.schema(name);
    if (schema !== undefined) sendXml(response, schema);
    return schema !== undefined;
  }
}

function sendSoap(response: ServerResponse, { status, body }: HttpAnswer): void {
  if (!response.destroyed) send(response, status, soapContentType(), body);
}

function sendXml(response: ServerResponse, xml: string): void {
  send(response, 200, 'application/xml; charset=utf-8', xml);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
