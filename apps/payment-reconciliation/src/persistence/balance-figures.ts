import { Injectable } from '@nestjs/common';
import { municipalityOfAgency } from '@libs/agreements';
import { SlowFigures } from '@libs/host';

const byTransfer = `
  SELECT coalesce(municipality_code, 'none') AS municipality, transfer, sum(standing) AS value
  FROM (SELECT agency_id, transfer #>> '{shown,transfer}' AS transfer, count(*) AS standing FROM balance GROUP BY 1, 2) AS counted
  LEFT JOIN ${municipalityOfAgency} AS agreed USING (agency_id)
  WHERE transfer IS NOT NULL GROUP BY 1, 2`;

/** Released, and the debtor system has not answered the charge: here, and not in the lane's backlog, a lost message shows. */
const unanswered = `
  SELECT coalesce(municipality_code, 'none') AS municipality, sum(waiting) AS value,
    coalesce(max(extract(epoch FROM now() - released_at)), 0) AS oldest
  FROM (
    SELECT agency_id, count(*) FILTER (WHERE transfer ? 'releasedAt') AS waiting,
      min((transfer ->> 'releasedAt')::timestamptz) AS released_at
    FROM balance GROUP BY agency_id) AS counted
  LEFT JOIN ${municipalityOfAgency} AS agreed USING (agency_id) GROUP BY 1`;

/** Per receivable and account, without regard to sign, so that two errors don't make a truth. */
const ledgerGaps = `
  WITH account (name, sum_name) AS (VALUES ('charged', 'charged'), ('written-down', 'writtenDown'), ('covered', 'covered'),
      ('written-off', 'writtenOff'), ('disputed', 'disputed')),
    kept AS (
      SELECT books ->> 'municipalityCode' AS municipality_code, receivable_id, name AS account,
        (books -> 'ore' ->> sum_name)::bigint * CASE name WHEN 'charged' THEN -1 ELSE 1 END AS ore
      FROM balance, account WHERE books IS NOT NULL
      UNION ALL
      SELECT books ->> 'municipalityCode', receivable_id, 'owed', sum((books -> 'ore' ->> sum_name)::bigint * CASE name WHEN 'charged' THEN 1 ELSE -1 END)
      FROM balance, account WHERE books IS NOT NULL GROUP BY 1, 2),
    entered AS (
      SELECT municipality_code, receivable_id, CASE WHEN account IN ('receivable', 'credit') THEN 'owed' ELSE account END AS account, sum(amount_ore) AS ore
      FROM ledger_entry GROUP BY 1, 2, 3)
  SELECT municipality_code AS municipality, sum(abs(coalesce(entered.ore, 0) - coalesce(kept.ore, 0))) / 100.0 AS value
  FROM entered FULL JOIN kept USING (municipality_code, receivable_id, account) GROUP BY 1`;

/** A municipality that was compared has every type, at 0 if nothing was found of it. */
const lastDifferences = `
  WITH last AS (
    SELECT DISTINCT ON (municipality_code) municipality_code, run_id, totals -> 'differences' AS differences FROM reconciliation
    WHERE state = 'done' ORDER BY municipality_code, ended_at DESC)
  SELECT municipality_code AS municipality, found.key AS type, found.value FROM last, jsonb_each_text(differences) AS found`;

const tasks = `
  SELECT coalesce(municipality_code, 'none') AS municipality, kind, sum(open) AS value
  FROM balance LEFT JOIN ${municipalityOfAgency} AS agreed USING (agency_id), LATERAL (VALUES
    ('rejected-by-debtor-system', (transfer ->> 'chargeRejected')::boolean::int + jsonb_array_length(transfer -> 'changesRejected')),
    ('credit', coalesce((books #>> '{openTasks,credit}')::boolean::int, 0)),
    ('disputed-report', coalesce((books #>> '{openTasks,disputed}')::boolean::int, 0))) AS task (kind, open)
  GROUP BY 1, 2`;

/** Tells, by municipality, whether every balance is accounted for, the ledger adds up, and the debtor system agrees (R14, R15, R53). */
@Injectable()
export class BalanceFigures {
  constructor(figures: SlowFigures) {
    figures.tell({
      name: 'debitorbro_balances_by_transfer',
      help: 'Balances by where they stand on their way to the debtor system; "none": of agencies that never had an agreement',
      labels: ['municipality', 'transfer'],
      query: byTransfer,
    });
    figures.tell({
      name: 'debitorbro_claims_unanswered',
      help: "Claims that are released and have no answer of the debtor system's to their charge yet",
      labels: ['municipality'],
      query: unanswered,
    });
    figures.tell({
      name: 'debitorbro_claims_unanswered_oldest_seconds',
      help: 'How long ago the oldest claim without an answer was released; 0 when there is none',
      labels: ['municipality'],
      query: unanswered,
      column: 'oldest',
    });
    figures.tell({
      name: 'debitorbro_ledger_difference_kroner',
      help: 'What stands between the sums that are kept and the entries that they come from, over all receivables',
      labels: ['municipality'],
      query: ledgerGaps,
    });
    figures.tell({
      name: 'debitorbro_reconciliation_differences',
      help: "Differences that the last comparison with a municipality's debtor system found, by type",
      labels: ['municipality', 'type'],
      query: lastDifferences,
    });
    figures.tell({
      name: 'debitorbro_tasks_open',
      help: 'Tasks that library staff have open because of what a debtor system answered or reported, by kind',
      labels: ['municipality', 'kind'],
      query: tasks,
    });
  }
}
