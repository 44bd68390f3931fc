import { danishDate, Money, parseDate, Temporal } from '@libs/kernel';
import { Eta } from 'eta';
import { ENTRY_TYPES, raises } from '../domain/reconciliation/identity.js';
import type { DifferenceType } from '../domain/reconciliation/compare.js';
import { typeWords } from './difference-words.js';
import type {
  DifferenceAnswer,
  ReconciliationAnswer,
  SideAnswer,
} from './reconciliation-answer.js';

const movementWords: Readonly<Record<(typeof ENTRY_TYPES)[number], string>> = {
  creation: 'Oprettet',
  reduction: 'Nedskrevet',
  cancellation: 'Annulleret',
  reimbursement: 'Refunderet',
  payment: 'Betalt',
  payment_reduction: 'Betaling tilbageført',
  write_off: 'Afskrevet',
  write_off_reduction: 'Afskrivning tilbageført',
};

const layout = `<!doctype html>
<html lang="da">
<meta charset="utf-8">
<title>Afstemning <%= it.municipality %>, <%= it.period %></title>
<style>
  body { font: 11pt/1.4 sans-serif; margin: 2cm; color: #111 }
  table { border-collapse: collapse; width: 100%; margin: 1em 0 }
  caption { text-align: left; font-weight: bold; padding-bottom: .3em }
  th, td { border-bottom: 1px solid #bbb; padding: .2em .5em; text-align: left; vertical-align: top }
  td.amount, th.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
  td.id { white-space: nowrap }
  p.meaning { margin: .3em 0 }
  tr.sum td { border-top: 2px solid #111; font-weight: bold }
  thead { display: table-header-group } tr { break-inside: avoid }
  @media print { body { margin: 0 } }
</style>
<h1>Afstemning, kommune <%= it.municipality %></h1>
<p>Perioden <%= it.period %>. <%= it.basis %></p>
<table>
  <caption>Opgørelse</caption>
  <thead><tr><th></th><th class="amount">Her</th><th class="amount">Debitorsystemet</th><th class="amount">Forskel</th></tr></thead>
  <% it.rows.forEach((row) => { %>
  <tr<%~ row.sum ? ' class="sum"' : '' %>><td><%= row.name %></td><td class="amount"><%= row.here %></td><td class="amount"><%= row.there %></td><td class="amount"><%= row.difference %></td></tr>
  <% }) %>
</table>
<% if (it.differences.length > 0) { %>
<table>
  <caption>Forskelle</caption>
  <thead><tr><th>Art</th><th>Bibliotek</th><th>Mellemværende</th><th class="amount">Her</th><th class="amount">Debitorsystemet</th><th class="amount">Forskel</th></tr></thead>
  <% it.differences.forEach((one) => { %>
  <tr><td><%= one.type %></td><td class="id"><%= one.agencyId %></td><td><%= one.name %></td><td class="amount"><%= one.here %></td><td class="amount"><%= one.there %></td><td class="amount"><%= one.difference %></td></tr>
  <% }) %>
</table>
<% it.meanings.forEach((one) => { %>
<p class="meaning"><b><%= one.type %>.</b> <%= one.text %></p>
<% }) %>
<% } %>
<p><%= it.conclusion %></p>
</html>
`;

const eta = new Eta({ autoEscape: true });

/**
 * A reconciliation on paper, in Danish.
 * @param rest how many differences there are beyond those that are listed
 */
export function reconciliationPage(answer: ReconciliationAnswer, rest: number): string {
  const { municipality, from, to } = answer;
  return eta.renderString(layout, {
    municipality,
    period: `${danishDate(parseDate(from))}–${danishDate(parseDate(to))}`,
    basis: basisOf(answer),
    rows: rowsOf(answer),
    differences: answer.differences.map(shown),
    meanings: meaningsOf(answer),
    conclusion: conclusionOf(answer, rest),
  });
}

function basisOf({ run }: ReconciliationAnswer): string {
  if (run?.endedAt === undefined || run.state !== 'done')
    return 'Debitorsystemets side er ikke hentet endnu.';
  const at = Temporal.Instant.from(run.endedAt).toZonedDateTimeISO('Europe/Copenhagen');
  const time = `${String(at.hour).padStart(2, '0')}.${String(at.minute).padStart(2, '0')}`;
  const source = run.source === 'csv' ? 'en liste over åbne fordringer' : 'debitorsystemet selv';
  return `Sammenlignet ${danishDate(at.toPlainDate())} kl. ${time} med ${source}.`;
}

type PageRow = {
  readonly name: string;
  readonly here: string;
  readonly there: string;
  readonly difference: string;
  readonly sum?: true;
};

function rowsOf({ ours, theirs }: ReconciliationAnswer): readonly PageRow[] {
  const row = (name: string, of: (side: SideAnswer) => string | undefined): PageRow => {
    const here = of(ours);
    const there = theirs === null ? undefined : of(theirs);
    return { name, here: danish(here), there: danish(there), difference: between(here, there) };
  };
  return [
    row('Udestående ved periodens begyndelse', ({ opening }) => opening),
    ...ENTRY_TYPES.map((type) =>
      row(`${raises(type) ? '+' : '−'} ${movementWords[type]}`, ({ moved }) => moved?.[type]),
    ),
    { ...row('Udestående ved periodens slutning', ({ closing }) => closing), sum: true },
  ];
}

function danish(kroner: string | undefined): string {
  return kroner === undefined ? '' : Money.fromKroner(kroner).toDanish();
}

function between(here: string | undefined, there: string | undefined): string {
  if (here === undefined || there === undefined) return '';
  return Money.fromKroner(here).minus(Money.fromKroner(there)).toDanish();
}

function shown(one: DifferenceAnswer): Readonly<Record<string, string>> {
  return {
    type: typeWords[one.type as DifferenceType],
    agencyId: one.agencyId ?? '',
    name: one.feeId ?? one.receivableId,
    here: danish(one.here),
    there: danish(one.there),
    difference: danish(one.difference),
  };
}

/** What each kind of difference on the page means, once. */
function meaningsOf({ differences }: ReconciliationAnswer): readonly Record<string, string>[] {
  const kinds = new Map(differences.map((one) => [one.because, one]));
  return [...kinds.values()].map(({ type, text }) => ({
    type: typeWords[type as DifferenceType],
    text,
  }));
}

function conclusionOf({ run, counts }: ReconciliationAnswer, rest: number): string {
  if (run?.state === 'failed')
    return `Afstemningen kunne ikke gennemføres: ${run.reason?.text ?? ''}`;
  if (counts === null) return '';
  return foundInAll(counts, rest);
}

function foundInAll(counts: Readonly<Record<string, number>>, rest: number): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (all === 0) return 'De to sider stemmer, øre for øre.';
  const timing = counts['timing'] ?? 0;
  const more = rest > 0 ? ` ${String(rest)} er ikke vist her; hent dem som CSV.` : '';
  return `${String(all)} forskelle, heraf ${String(timing)} alene af tid.${more}`;
}
