import { Controller, Get } from '@nestjs/common';
import { Answers, CalledBy, Caller, Requires } from '@libs/host';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { WatchCadences } from './watch-cadences.js';

/** A municipality's debtor system, and whether it reports as often as is expected of it. */
export class DebtorSystemAnswer {
  @IsString() municipality!: string;
  @IsArray() @IsString({ each: true }) products!: string[];
  /** How often reports are expected. */
  @IsInt() cadenceSeconds!: number;
  /** When something was reported last; nothing if nothing ever was. */
  @IsOptional() @IsString() lastHeardAt?: string;
  @IsInt() silentSeconds!: number;
  /** Silent for longer than its cadence. */
  @IsBoolean() late!: boolean;
}

/** Which debtor systems have been silent longer than their cadence (R50). */
@Controller('debtor-systems')
export class DebtorSystemsController {
  constructor(private readonly cadences: WatchCadences) {}

  @Get()
  @Requires('reconciliations:read')
  @Answers({ status: 200, of: DebtorSystemAnswer, list: true })
  async list(@CalledBy() caller: Caller): Promise<DebtorSystemAnswer[]> {
    const all = await this.cadences.all();
    return all
      .filter(({ municipalityCode }) => caller.mayActFor(municipalityCode))
      .map(({ municipalityCode, products, lastHeardAt, ...silence }) => ({
        municipality: municipalityCode,
        products: [...products],
        ...silence,
        ...(lastHeardAt !== undefined && { lastHeardAt }),
      }));
  }
}
