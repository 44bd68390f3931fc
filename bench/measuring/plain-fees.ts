/** One fee of an adult, with loan and material, as a library publishes it. Invented people; the numbers fail modulus 11 or not, nobody looks. */
export type Fee = { readonly agencyId: string; readonly feeId: string; readonly body: Buffer };

export const benchAgencies = ['DK-761500', 'DK-746100', 'DK-726500', 'DK-785100'] as const;
export const benchProducts = ['kmd-opus', 'prisme-2015', 'prisme-2009', 'eg'] as const;
/** Whatever was created before is kept (R03). */
export const benchCutOffDate = '2026-01-01';
const municipalityCvrs = ['29189889', '35209115', '29189404', '29189420'] as const;

const dayMs = 86_400_000;

export function municipalityCvrOf(agencyId: string): string {
  return municipalityCvrs[benchAgencies.findIndex((one) => one === agencyId)] ?? '';
}

/** When a new balance was created: after the cut-off date of `benchAgreement`. */
const createdNow = '2026-11-20';
const loanedDaysBefore = 80;
const dueDaysBefore = 50;

/**
 * @param run keeps the fees of one measurement apart from another's
 * @param creationDate `YYYY-MM-DD`
 */
export function feeOf(number: number, run: string, creationDate: string = createdNow): Fee {
  const agencyId = benchAgencies[number % benchAgencies.length] ?? benchAgencies[0];
  const feeId = `${run}${String(number)}`;
  const born = dayFrom('1950-01-02', (number * 37) % 15_000);
  const [year = '', month = '', day = ''] = born.split('-');
  const patron = {
    patronId: `p${feeId}`,
    kind: 'person',
    personIdentifier: `${day}${month}${year.slice(2)}0${String(number % 1_000).padStart(3, '0')}`,
    birthDate: born,
    name: 'Gunhild Prøvesen',
    address: { street: 'Prøvevej 1', postalCode: '8700', city: 'Horsens' },
  };
  const materials = [
    {
      materialItemNumber: `m${feeId}`,
      title: 'Æblerne på Ærø',
      author: 'Gry Åbjerg',
      classification: '46.4',
    },
  ];
  const loan = {
    loanId: `l${feeId}`,
    loanDate: dayFrom(creationDate, -loanedDaysBefore),
    dueDate: dayFrom(creationDate, -dueDaysBefore),
  };
  const data = {
    agencyId,
    feeId,
    type: 'fee',
    amount: '230.00',
    creationDate,
    billNumber: `b${feeId}`,
    loan,
    materials,
    patron,
  };
  const envelope = {
    specversion: '1.0',
    id: `e${feeId}`,
    source: `/library/${agencyId}`,
    type: 'dk.debitorbro.balance.created.v1',
    subject: feeId,
    time: `${creationDate}T08:00:00+01:00`,
    sequence: '1',
    data,
  };
  return { agencyId, feeId, body: Buffer.from(JSON.stringify(envelope)) };
}

/** The day so many days after another one, both as `YYYY-MM-DD`. */
export function dayFrom(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

export function benchAgreement(place: number, endpoint: string): object {
  const code = (kind: number): string => `d0c0de00-0000-4000-8000-00000000000${String(kind)}`;
  const guarded = ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'];
  return {
    municipalityCode: benchAgencies[place]?.slice(4, 7),
    municipalityCvr: municipalityCvrs[place],
    ...{
      name: 'Målebibliotek',
      active: true,
      kind: 'public-library',
      cutOffDate: benchCutOffDate,
      ageOfMajority: 18,
      verification: { mode: 'none' },
    },
    debtorSystem: { product: benchProducts[place], endpoint },
    claimTypes: Object.fromEntries(
      guarded.flatMap((type, i) => [
        [type, { code: code(i + 1), psrmType: 'XGEBYRX' }],
        [`${type}-minor-unguarded`, { code: code(i + 4) }],
      ]),
    ),
  };
}
