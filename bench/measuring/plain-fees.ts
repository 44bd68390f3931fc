/** One fee of an adult, with loan and material, as a library publishes it. Invented people; the numbers fail modulus 11 or not, nobody looks. */
export type Fee = { readonly agencyId: string; readonly feeId: string; readonly body: Buffer };

export const benchAgencies = ['DK-761500', 'DK-746100', 'DK-726500', 'DK-785100'] as const;
export const benchProducts = ['kmd-opus', 'prisme-2015', 'prisme-2009', 'eg'] as const;
const municipalityCvrs = ['29189889', '35209115', '29189404', '29189420'] as const;

const dayMs = 86_400_000;

export function municipalityCvrOf(agencyId: string): string {
  return municipalityCvrs[benchAgencies.findIndex((one) => one === agencyId)] ?? '';
}

/** @param run keeps the fees of one measurement apart from another's */
export function feeOf(number: number, run: string): Fee {
  const agencyId = benchAgencies[number % benchAgencies.length] ?? benchAgencies[0];
  const feeId = `${run}${String(number)}`;
  const born = new Date(Date.UTC(1950, 0, 2) + ((number * 37) % 15_000) * dayMs)
    .toISOString()
    .slice(0, 10);
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
  const loan = { loanId: `l${feeId}`, loanDate: '2026-09-01', dueDate: '2026-10-01' };
  const data = {
    agencyId,
    feeId,
    type: 'fee',
    amount: '230.00',
    creationDate: '2026-11-20',
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
    time: '2026-11-20T08:00:00+01:00',
    sequence: '1',
    data,
  };
  return { agencyId, feeId, body: Buffer.from(JSON.stringify(envelope)) };
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
      cutOffDate: '2026-01-01',
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
