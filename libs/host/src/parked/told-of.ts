import type { Staged } from '@libs/messaging';
import { Problem } from '../problem/problem.js';
import { actAnswer, type ActAnswer } from './parked-answers.js';

type AsAsked = Extract<Staged, { kind: 'staged' | 'under-way' | 'over' }>;

/** Where a repeat of the same act is no other act: nothing more is to be done. */
export type Repeatable = 'replayed' | 'discarded';

/**
 * What is answered to whoever asked for an act. Asked twice, it is done once and answered twice.
 * @throws Problem 404 for what is not here, 409 where something else is being done, or was
 */
export function toldOf(id: string, staged: Staged, repeatable?: Repeatable): ActAnswer {
  switch (staged.kind) {
    case 'unknown':
      throw unknownMessage();
    case 'not-parked':
      throw new Problem(409, {
        code: 'parked.not-parked',
        detail: 'It is not parked: it waits for its turn, or for its next try, by itself.',
      });
    case 'staged':
      return actAnswer(id, staged);
    case 'under-way':
    case 'over':
      if (repeatable === 'replayed' || staged.act === repeatable) return actAnswer(id, staged);
      throw new Problem(409, { code: 'parked.dealt-with', detail: dealtWith(staged) });
  }
}

export function unknownMessage(): Problem {
  return new Problem(404, {
    code: 'parked.unknown',
    detail: 'No such message is parked here, and none has been acted on.',
  });
}

function dealtWith(staged: Exclude<AsAsked, { kind: 'staged' }>): string {
  return staged.kind === 'under-way'
    ? `It has been ${staged.act} and is on its way.`
    : `It has been ${staged.act} already; that came to: ${staged.outcome}.`;
}
