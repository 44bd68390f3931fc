/** A program that may ask for access tokens with its secret (OAuth 2 `client_credentials`), and what its tokens say. */
export type SimulatedClient = {
  readonly id: string;
  readonly secret: string;
  readonly roles: readonly string[];
  readonly municipalities: readonly string[] | '*';
};

/** Every role that the services ask for: the local operator is allowed all of them. */
export const operatorRoles = [
  'agreements:read',
  'agreements:write',
  'balances:read',
  'held:read',
  'held:verify',
  'tasks:read',
  'ledger:read',
  'ledger:correct',
  'reconciliations:read',
  'reconciliations:ask',
  'deliveries:read',
  'deliveries:resend',
  'lanes:read',
  'journal:read',
  'parked:read',
  'parked:write',
  'parked:edit',
  'audit:read',
] as const;

export function localOperator(secret: string): SimulatedClient {
  return { id: 'local-operator', secret, roles: operatorRoles, municipalities: '*' };
}
