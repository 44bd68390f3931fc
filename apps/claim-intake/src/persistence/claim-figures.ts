import { Injectable } from '@nestjs/common';
import { municipalityOfAgency } from '@libs/agreements';
import { SlowFigures } from '@libs/host';

/** Tells how many balances were taken in; payment-reconciliation tells where they stand, and none may be missing there (R14). */
@Injectable()
export class ClaimFigures {
  constructor(figures: SlowFigures) {
    figures.tell({
      name: 'debitorbro_balances',
      help: 'Balances that the library has told of; "none": of agencies that never had an agreement',
      labels: ['municipality'],
      query: `
        SELECT coalesce(municipality_code, 'none') AS municipality, sum(taken_in) AS value
        FROM (SELECT agency_id, count(*) AS taken_in FROM claim GROUP BY agency_id) AS counted
        LEFT JOIN ${municipalityOfAgency} AS agreed USING (agency_id) GROUP BY 1`,
    });
  }
}
