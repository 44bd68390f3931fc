import { Injectable } from '@nestjs/common';
import { SlowFigures } from '@libs/host';

/** Tells how many claims wait and why, and how many tasks staff have open because of them (R30). */
@Injectable()
export class ClaimFigures {
  constructor(figures: SlowFigures) {
    figures.tell({
      name: 'debitorbro_held_claims',
      help: 'Claims that wait, by the first of their reasons',
      labels: ['municipality', 'reason'],
      query: `
        SELECT municipality_code AS municipality, reasons[1] AS reason, count(*) AS value FROM claim
        WHERE standing IN ('awaiting-verification', 'held') GROUP BY 1, 2`,
    });
    figures.tell({
      name: 'debitorbro_tasks_open',
      help: 'Tasks that library staff have open because of what a claim says, by kind',
      labels: ['municipality', 'kind'],
      query: `
        SELECT municipality_code AS municipality, kind, count(*) AS value FROM claim, unnest(tasks) AS kind
        WHERE tasks <> '{}' GROUP BY 1, 2`,
    });
  }
}
