type OnAccount = { readonly municipalityCvr: string; readonly accountId: string };

/** Understands what is on which account of which municipality, so that an account is found without a look at all there are. */
export class Accounts<Held extends OnAccount> {
  private readonly municipalities = new Map<string, Map<string, Set<Held>>>();

  put(held: Held): void {
    const { municipalityCvr, accountId } = held;
    const accounts = this.municipalities.get(municipalityCvr) ?? new Map<string, Set<Held>>();
    const on = accounts.get(accountId) ?? new Set<Held>();
    this.municipalities.set(municipalityCvr, accounts.set(accountId, on.add(held)));
  }

  /** An account with nothing on it is none. */
  take(held: Held): void {
    const { municipalityCvr, accountId } = held;
    const accounts = this.municipalities.get(municipalityCvr);
    const on = accounts?.get(accountId);
    on?.delete(held);
    if (on?.size === 0) accounts?.delete(accountId);
  }

  /** Each account of a municipality, with what is on it. */
  of(municipalityCvr: string): ReadonlyMap<string, ReadonlySet<Held>> {
    return this.municipalities.get(municipalityCvr) ?? new Map();
  }
}
