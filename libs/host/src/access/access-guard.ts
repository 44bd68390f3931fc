import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AgencyId } from '@libs/kernel';
import { Log, Metrics, type Count } from '@libs/observability';
import type { Request } from 'express';
import { routeOf } from '../requests/route-of.js';
import { accessKey, type Access, type MunicipalityOf } from './access.js';
import { rememberCaller, type Caller } from './caller.js';
import { Denial } from './denial.js';
import { TokenVerifier } from './token-verifier.js';

/** What happens to honest callers too, and needs no one's eye. */
const everyday = new Set(['no-token', 'expired', 'missing-role']);

/** Understands who may use which route. Everything over HTTP is closed unless `@Open` says why not; messages are not its concern. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly denied: Count<'reason'>;

  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.denied = metrics.counter({
      name: 'debitorbro_http_requests_denied_total',
      help: 'Requests turned away for want of a proper token, role or municipality',
      labels: ['reason'],
    });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.kind === 'open') return true;
    const request = context.switchToHttp().getRequest<Request>();
    try {
      const caller = await this.verifier.callerOf(request.headers.authorization);
      if (access !== undefined) admit(caller, access, request);
      rememberCaller(request, caller);
      return true;
    } catch (error) {
      if (error instanceof Denial) this.tell(error, request);
      throw error;
    }
  }

  private tell({ reason, status }: Denial, request: Request): void {
    this.denied.add({ reason });
    const level = everyday.has(reason) ? 'info' : 'warn';
    this.log[level]('A request was denied', {
      reason,
      status,
      method: request.method,
      route: routeOf(request),
    });
  }
}

function admit(caller: Caller, access: Access & { kind: 'requires' }, request: Request): void {
  if (!caller.may(access.role)) throw Denial.missingRole(access.role);
  if (!narrows(access) || caller.municipalities === '*') return;
  const code = municipalityIn(access, request.params);
  if (code === undefined || !caller.mayActFor(code)) throw Denial.otherMunicipality();
}

function narrows({ agency, municipality, all }: MunicipalityOf): boolean {
  return agency !== undefined || municipality !== undefined || all === true;
}

/** An agency id that names no municipality is the handler's to refuse; only who holds all municipalities gets that far. */
function municipalityIn(
  access: Access & { kind: 'requires' },
  parameters: Request['params'],
): string | undefined {
  if (access.municipality !== undefined) return text(parameters[access.municipality]);
  return AgencyId.parse(text(parameters[access.agency ?? '']))?.municipalityCode()?.value;
}

function text(parameter: string | string[] | undefined): string {
  return typeof parameter === 'string' ? parameter : '';
}
