import { Controller, Get, Headers, Res } from '@nestjs/common';
import { Metrics } from '@libs/observability';
import type { Response } from 'express';
import { Open } from '../access/access.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** What orchestrators and Prometheus ask. */
@Controller()
@Open('machines of the platform ask, without tokens; nothing here tells of anybody')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Answers as long as the process can; a service that is merely not ready must not be killed. */
  @Get('health/live')
  live(): { readonly live: true } {
    return { live: true };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (!report.ready) response.status(503);
    return report;
  }

  @Get('metrics')
  async scrape(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { contentType, text } = await this.metrics.scrape(accept);
    response.setHeader('Content-Type', contentType);
    return text;
  }
}
