import { accountOf } from './account.js';
import type { Balance } from './balance.js';
import type { BalanceTold } from './told.js';

/** What `GET /balances/{agencyId}/{feeId}` tells: where a balance stands, and every movement in order. */
export function viewOf(agencyId: string, feeId: string, balance: Balance): object {
  const { transfer, createdOre, told } = balance;
  return {
    agencyId,
    feeId,
    ...(createdOre !== undefined && {
      published: { ore: createdOre, changes: balance.changes },
      account: accountOf(balance),
    }),
    ...(transfer !== undefined && { transfer: movement(transfer) }),
    movements: told.map(movement),
    refusedChanges: told.filter(({ kind }) => kind === 'refusal').map(movement),
    tasks: balance.tasks.map(({ taskId, told: { all } }) => ({ taskId, ...all.at(-1) })),
    gaps: balance.gaps,
  };
}

function movement(told: BalanceTold): object {
  if (told.kind === 'refusal') return told;
  if (told.kind === 'transaction') return { ...told, registeredAt: timeOf(told.registeredAt) };
  return { ...told, at: timeOf(told.at) };
}

function timeOf(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
