/** A party as a debtor system has understood it from SOAP. */
export type PartyThere = {
  kind: 'cpr' | 'replacement' | 'cvr';
  identifier: string;
  pNumber?: string;
  name?: string;
  address?: { street?: string; postalCode?: string; city?: string; country?: string };
};

/** A receivable as a debtor system keeps it: everything that reached it by SOAP. Sums in øre. */
export type ReceivableThere = {
  receivableId: string;
  accountId: string;
  municipalityCvr: string;
  claimType: string;
  psrmType?: string;
  amountOre: number;
  creationDate: string;
  foundationDate: string;
  dueDate: string;
  periodFrom?: string;
  periodTo?: string;
  specification?: string;
  textLines: string[];
  glnNumber?: string;
  account: PartyThere;
  liable: PartyThere;
  liabilities: { liabilityId: string; from: string; to?: string }[];
  writeDowns: { kind: 'reduction' | 'cancellation' | 'reimbursement'; amountOre: number }[];
  sums: {
    chargedOre: number;
    writtenDownOre: number;
    coveredOre: number;
    writtenOffOre: number;
    outstandingOre: number;
  };
  post: 'letter' | 'digital';
};

export type Order = {
  manner?: 'accept-with-remarks' | 'reject' | 'fault' | 'slow' | 'drop-after-commit' | 'down';
  next?: number;
  slowMs?: number;
};

/** One municipality's view of a debtor system: what has reached it, and what it is told to do. */
export class DebtorSystemDesk {
  constructor(
    private readonly url: string,
    private readonly municipalityCvr: string,
  ) {}

  async receivables(): Promise<ReceivableThere[]> {
    const answer = (await this.ask(
      'GET',
      `receivables?municipality=${this.municipalityCvr}`,
    )) as unknown as { receivables: ReceivableThere[] };
    return answer.receivables;
  }

  /** Applies a payment and reports it; the UUID of the coverage. */
  async pay(receivableId: string, amountKroner: string, channel = 'mobilepay'): Promise<string> {
    return idIn(await this.ask('POST', 'pay', { receivableId, amountKroner, channel }));
  }

  async writeOff(receivableId: string, amountKroner: string): Promise<string> {
    return idIn(await this.ask('POST', 'write-off', { receivableId, amountKroner }));
  }

  /** Takes a coverage or a write-off back, whole or in part. */
  async reverse(id: string, amountKroner?: string): Promise<string> {
    return idIn(
      await this.ask('POST', 'reverse', {
        id,
        ...(amountKroner !== undefined && { amountKroner }),
      }),
    );
  }

  /** Reports a movement, true or not: its books stay as they are. */
  async report(
    accountId: string,
    movement: {
      kind: 'covered' | 'coverage-reversed' | 'written-off' | 'write-off-reversed';
      receivableId: string;
      amountKroner: string;
      id?: string;
      originalId?: string;
    },
  ): Promise<void> {
    const { municipalityCvr } = this;
    await this.ask('POST', 'report', { accountId, municipalityCvr, movements: [movement] });
  }

  /** Reports of this debtor system that the gateway has answered with a rejection, of any municipality. */
  async reportsRejected(): Promise<number> {
    const { rejectedReports } = await this.ask('GET', 'summary');
    return Number(rejectedReports);
  }

  /** From now on it has another amount on its books than it was told. */
  async changeAmount(receivableId: string, amountKroner: string): Promise<void> {
    await this.ask('POST', 'change-amount', { receivableId, amountKroner });
  }

  async forget(receivableId: string): Promise<void> {
    await this.ask('POST', 'forget', { receivableId });
  }

  /** A receivable of ours that nobody told it of; the UUID under which it has it. */
  async invent(amountKroner: string): Promise<string> {
    const { municipalityCvr } = this;
    const { receivableId } = await this.ask('POST', 'invent', { municipalityCvr, amountKroner });
    return String(receivableId);
  }

  /** A reminder fee of its own (R51). */
  async remind(receivableId: string, amountKroner: string): Promise<void> {
    await this.ask('POST', 'remind', { receivableId, amountKroner });
  }

  /** How it treats this municipality's calls from now on; `{}` behaves again. */
  async behave(order: Order): Promise<void> {
    await this.ask('POST', 'behave', { ...order, municipalityCvr: this.municipalityCvr });
  }

  private async ask(method: string, what: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}/control/${what}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const told = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`The simulator refused ${what}: ${JSON.stringify(told)}`);
    return told;
  }
}

function idIn({ id }: Record<string, unknown>): string {
  return String(id);
}
