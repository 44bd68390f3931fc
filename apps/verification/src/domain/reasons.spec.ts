import { describe, expect, it } from '@jest/globals';
import {
  holdOrder,
  holdTexts,
  refusalTexts,
  taskOf,
  taskTexts,
  withdrawalTexts,
} from './reasons.js';

const tables = {
  hold: holdTexts,
  withdrawal: withdrawalTexts,
  refusal: refusalTexts,
  task: taskTexts,
};
const texts = Object.entries(tables).flatMap(([table, entries]) =>
  Object.entries(entries).map(([code, text]) => [table, code, text] as const),
);

describe('the Danish texts', () => {
  it.each(texts)(
    'R30 the %s %s says what is wrong in whole sentences, with nothing left to fill in',
    (_, __, text) => {
      expect(text).toMatch(/^[A-ZÆØÅ].*\.$/u);
      expect(text).not.toMatch(/[{}<>$%[\]_]|TODO|undefined|\d{6}/u);
    },
  );

  it.each(Object.keys(taskTexts))('R30 the task %s says what to do', (task) => {
    expect(taskTexts[task as keyof typeof taskTexts]).toMatch(/Tilføj|Ret |Annullér|Fortryd/u);
  });

  it('R30 shows last what only needs time', () => {
    expect(holdOrder).toEqual([
      'no-liable-person',
      'missing-cvr',
      'invalid-identity',
      'no-cpr-on-prisme',
      'dates-out-of-order',
      'agreement-inactive',
      'awaiting-verification',
    ]);
    expect(holdOrder.filter((code) => taskOf(code) === undefined)).toEqual([
      'agreement-inactive',
      'awaiting-verification',
    ]);
  });
});
