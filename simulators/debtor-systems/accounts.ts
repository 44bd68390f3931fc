import type { Receivable } from './books.js';

/** Understands which receivables are on which account of which municipality, so that an account is found without a look at all there are. */
export class Accounts {
  private readonly municipalities = new Map<string, Map<string, Set<Receivable>>>();

  put(receivable: Receivable): void {
    const { municipalityCvr, accountId } = receivable;
    const accounts = this.municipalities.get(municipalityCvr) ?? new Map<string, Set<Receivable>>();
    const on = accounts.get(accountId) ?? new Set<Receivable>();
    this.municipalities.set(municipalityCvr, accounts.set(accountId, on.add(receivable)));
  }

  /** An account with nothing on it is none. */
  take(receivable: Receivable): void {
    const { municipalityCvr, accountId } = receivable;
    const accounts = this.municipalities.get(municipalityCvr);
    const on = accounts?.get(accountId);
    on?.delete(receivable);
    if (on?.size === 0) accounts?.delete(accountId);
  }

  /** Each account of a municipality, with what is on it. */
  of(municipalityCvr: string): ReadonlyMap<string, ReadonlySet<Receivable>> {
    return this.municipalities.get(municipalityCvr) ?? new Map();
  }
}
