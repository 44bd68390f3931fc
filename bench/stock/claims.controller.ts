import { Controller, UseInterceptors } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { FeeEvent } from '../soap/charge-envelope.js';
import { AcknowledgeInterceptor } from './acknowledge.interceptor.js';
import { ClaimsService } from './claims.service.js';

@Controller()
@UseInterceptors(AcknowledgeInterceptor)
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  @EventPattern('claim')
  take(@Payload() details: FeeEvent['data']): Promise<void> {
    return this.claims.take(details);
  }
}
