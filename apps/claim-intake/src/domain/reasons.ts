/** What intake answers, by code: one Danish sentence that says why, and what to do. Never anything personal. */
export const reasonTexts = {
  'no-agreement':
    'Biblioteket har ingen aftale om debitorintegration. Mellemværendet er ikke gemt. Indlæs de åbne mellemværender, når aftalen er oprettet.',
  'agreement-inactive':
    'Bibliotekets aftale om debitorintegration er ikke aktiv. Mellemværendet er gemt og overføres, når aftalen aktiveres.',
  'before-cut-off': 'Mellemværendet er fra før skæringsdatoen og betales på biblioteket.',
  closed: 'Mellemværendet er lukket og overføres ikke.',
  'sent-to-collection': 'Mellemværendet har status "Sendt til inddrivelse" og overføres ikke.',
  cancelled: 'Mellemværendet er annulleret og overføres ikke.',
  'nothing-left': 'Mellemværendet er betalt på biblioteket, så der er intet at overføre.',
  'balance-unknown':
    'Mellemværendet er ikke indlæst i debitorintegrationen. Indlæs det, før det ændres.',
  'balance-already-known':
    'Mellemværendet er allerede oprettet. Den første oprettelse gælder; opret et nyt mellemværende, hvis det er et andet.',
  'amount-not-positive': 'Et mellemværende skal være på mere end 0,00 kr.',
  'remaining-out-of-range': 'Restbeløbet skal ligge mellem 0,00 kr. og mellemværendets beløb.',
  'amount-below-zero': 'Beløbet kan ikke være mindre end 0,00 kr.',
  'amount-raised':
    'Et beløb kan ikke sættes op. Annullér mellemværendet og opret et nyt med det højere beløb.',
  'balance-cancelled':
    'Mellemværendet er annulleret og kan ikke ændres. Opret et nyt mellemværende, hvis låneren stadig skylder noget.',
  'balance-closed': 'Mellemværendet er lukket. Genåbn det, før det ændres.',
  'payment-not-positive': 'En betaling skal være på mere end 0,00 kr.',
  'payment-already-known': 'Betalingen er allerede registreret og tæller kun én gang.',
  'payment-unknown': 'Betalingen, der skal fortrydes, er ikke registreret på mellemværendet.',
  'payment-already-undone': 'Betalingen er allerede fortrudt.',
  'undoing-amount-differs':
    'En betaling fortrydes som helhed: beløbet skal være det samme som betalingens.',
  'reimbursed-at-library':
    'Mellemværendet er ikke overført til debitorsystemet. Tilbagebetal beløbet på biblioteket.',
  'only-compensations-are-reimbursed':
    'Kun erstatninger kan tilbagebetales. Annullér gebyret i stedet.',
  'reimbursement-not-positive':
    'Det beløb, der skal tilbagebetales, skal være på mere end 0,00 kr.',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof reasonTexts;

export type Reason = { readonly code: ReasonCode; readonly text: string };

export function reason(code: ReasonCode): Reason {
  return { code, text: reasonTexts[code] };
}
