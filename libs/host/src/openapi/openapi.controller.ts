import { Controller, Get } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { Open } from '../access/access.js';
import { ServiceName } from '../boot/service-name.js';
import { describeService } from './describe-service.js';
import { routesOf } from './routes.js';

/** The service's own description, for whoever wants to speak to it. */
@Controller()
@Open('the description is public; what it describes is not')
export class OpenApiController {
  private description: object | undefined;

  constructor(
    private readonly service: ServiceName,
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  @Get('openapi.json')
  describe(): object {
    this.description ??= describeService(
      this.service.name,
      routesOf(this.discovery, this.reflector),
    );
    return this.description;
  }
}
