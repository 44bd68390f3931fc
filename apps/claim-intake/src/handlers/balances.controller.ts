import { Controller, Get, Query } from '@nestjs/common';
import { CalledBy, Caller, Problem, Requires } from '@libs/host';
import { AgencyId, Money } from '@libs/kernel';
import { BalanceSearch } from '../persistence/balance-search.js';
import { BalancesQuery } from './balances-query.js';

const pageMax = 500;

/** What is kept of an agency's balances, by its standing (R03, R14). */
@Controller('balances')
export class BalancesController {
  constructor(private readonly search: BalanceSearch) {}

  @Get()
  @Requires('balances:read')
  async list(@Query() query: BalancesQuery, @CalledBy() caller: Caller): Promise<object> {
    const agencyId = agencyFor(caller, query.agencyId);
    const balances = await this.search.find({
      agencyId,
      feeId: query.feeId,
      patronId: query.patronId,
      standing: query.standing,
      createdFrom: query.createdFrom,
      createdTo: query.createdTo,
      after: query.after ?? '',
      rowsMax: pageMax,
    });
    const found = balances.map(({ leftOre, ...balance }) => ({
      agencyId,
      ...balance,
      remainingAmount: leftOre === null ? null : Money.ofOre(leftOre).toKroner(),
    }));
    return { balances: found, ...(found.length === pageMax && { after: found.at(-1)?.feeId }) };
  }
}

function agencyFor(caller: Caller, agencyId: string): string {
  const agency = AgencyId.parse(agencyId);
  if (agency === undefined)
    throw Problem.invalid([{ field: 'agencyId', detail: 'must be an ISIL such as "DK-761500"' }]);
  const ofNone = ''; // only whoever may act for all may act for it
  if (!caller.mayActFor(agency.municipalityCode()?.value ?? ofNone)) throw Problem.of(403);
  return agencyId;
}
