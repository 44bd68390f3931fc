/**
 * What keeps a claim from being sent, in the order in which it is shown: first what no number cures, then who it is, then
 * what it says, at last what only needs time.
 */
export const holdTexts = {
  'no-liable-person':
    'Låneren er en lånergruppe, og ingen hæfter for mellemværendet. Annullér det, og opret det på et navngivet medlem af gruppen.',
  'missing-cvr':
    'Virksomheden eller institutionen mangler et CVR-nummer. Tilføj det på låneren, så overføres mellemværendet af sig selv.',
  'invalid-identity':
    'Lånerens eller den økonomisk ansvarliges CPR- eller CVR-nummer er ikke gyldigt. Ret nummeret, så overføres mellemværendet af sig selv.',
  'no-cpr-on-prisme':
    'Låneren eller den økonomisk ansvarlige har intet rigtigt CPR-nummer, og kommunens debitorsystem modtager ikke erstatnings-CPR. Tilføj CPR-nummeret, eller opkræv mellemværendet manuelt.',
  'dates-out-of-order':
    'Lånets datoer er i forkert rækkefølge: kravet ville forfalde, før det er stiftet. Annullér mellemværendet, og opret det igen med de rigtige datoer.',
  'agreement-inactive':
    'Bibliotekets aftale om debitorintegration er ikke aktiv. Mellemværendet overføres, når aftalen aktiveres.',
  'awaiting-verification':
    'Erstatningen venter på verificering. Verificér den, så overføres den, eller annullér den.',
} as const satisfies Record<string, string>;

/** Why a claim was withdrawn before it was sent. */
export const withdrawalTexts = {
  cancelled: 'Mellemværendet er annulleret, før det blev overført.',
  closed: 'Mellemværendet er lukket på biblioteket, før det blev overført.',
  'sent-to-collection':
    'Mellemværendet har fået status "Sendt til inddrivelse", før det blev overført.',
  'paid-at-library': 'Mellemværendet er betalt på biblioteket, før det blev overført.',
} as const satisfies Record<string, string>;

/** Why a change is refused, and what to do instead. */
export const refusalTexts = {
  'amount-raised':
    'Et beløb kan ikke sættes op. Annullér mellemværendet, og opret et nyt med det højere beløb.',
  'balance-cancelled':
    'Mellemværendet er annulleret og kan ikke ændres. Opret et nyt, hvis låneren stadig skylder noget.',
  'balance-closed': 'Mellemværendet er lukket. Genåbn det, før det ændres.',
  'paid-through-debtor-system':
    'Mellemværendet er overført og betales gennem debitorsystemet. Fortryd betalingen på biblioteket, og henvis låneren til kommunens betalingsløsning.',
  'not-settled':
    'Mellemværendet er overført, og debitorsystemet har ikke meldt det betalt. Det lukkes først, når der ikke er mere tilbage.',
  'collected-by-debtor-system':
    'Mellemværendet er overført. Det er debitorsystemet, der sender det til inddrivelse.',
  'payment-undone-after-transfer':
    'Betalingen er trukket fra, før mellemværendet blev overført, og beløbet kan ikke sættes op igen. Annullér mellemværendet, og opret et nyt.',
  'payment-unknown': 'Betalingen, der skal fortrydes, er ikke registreret på mellemværendet.',
  'not-transferred': 'Erstatningen er ikke overført til debitorsystemet. Annullér den i stedet.',
  'only-compensations-are-reimbursed':
    'Kun erstatninger kan tilbagebetales. Annullér gebyret i stedet.',
  'nothing-covered':
    'Erstatningen er ikke betalt, så der er intet at tilbagebetale. Annullér den i stedet.',
  'more-than-covered':
    'Der kan ikke tilbagebetales mere, end der er betalt. Angiv et mindre beløb.',
} as const satisfies Record<string, string>;

/** What library staff must do: the holds that they can cure, and what does not stop a claim. */
export const taskTexts = {
  'no-liable-person': holdTexts['no-liable-person'],
  'missing-cvr': holdTexts['missing-cvr'],
  'invalid-identity': holdTexts['invalid-identity'],
  'no-cpr-on-prisme': holdTexts['no-cpr-on-prisme'],
  'dates-out-of-order': holdTexts['dates-out-of-order'],
  'missing-guardian':
    'Barnet har ingen økonomisk ansvarlig. Tilføj en, så kommende mellemværender overføres på den ansvarlige.',
  'missing-birth-date':
    'Låneren er overført med erstatnings-CPR uden kendt fødselsdato og opfattes som voksen. Tilføj fødselsdatoen på låneren.',
  'payment-at-library':
    'Der er taget imod betaling på biblioteket for et mellemværende, som er overført til debitorsystemet. Fortryd betalingen, og henvis låneren til kommunens betalingsløsning.',
} as const satisfies Record<string, string>;

export type HoldCode = keyof typeof holdTexts;
export type WithdrawalCode = keyof typeof withdrawalTexts;
export type RefusalCode = keyof typeof refusalTexts;
export type TaskKind = keyof typeof taskTexts;

export type Reason<Code extends string = string> = { readonly code: Code; readonly text: string };

/** The fixed order in which several reasons are told (R30). */
export const holdOrder = Object.keys(holdTexts) as readonly HoldCode[];

/** R26, R27, R29, R42: the task that comes with a hold; none where only time or the agreement cures it. */
export function taskOf(hold: HoldCode): TaskKind | undefined {
  return hold in taskTexts ? (hold as TaskKind) : undefined;
}
