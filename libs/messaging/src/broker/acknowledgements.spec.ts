import { describe, expect, it } from '@jest/globals';
import { Acknowledgements } from './acknowledgements.js';
import type { Delivery } from './delivery.js';

function aChannel({ closed = false } = {}) {
  const said: string[] = [];
  const say =
    (word: string) =>
    ({ fields }: { fields: { deliveryTag: number } }, upTo: boolean): void => {
      if (closed) throw new Error('Channel closed');
      said.push(`${word} ${upTo ? 'up to ' : ''}${String(fields.deliveryTag)}`);
    };
  const channel = { ack: say('done'), nack: say('again') };
  const batch = (...tags: readonly number[]): Delivery[] =>
    tags.map(
      (deliveryTag) => ({ channel, message: { fields: { deliveryTag } } }) as unknown as Delivery,
    );
  return { said, batch };
}

describe('acknowledgements', () => {
  it('are one word for each batch', () => {
    const { said, batch } = aChannel();
    const acknowledgements = new Acknowledgements();
    acknowledgements.begin(batch(1, 2, 3))('done');
    acknowledgements.begin(batch(4, 5))('again');
    expect(said).toEqual(['done up to 3', 'again up to 5']);
  });

  it('never cover a batch that is still under way', () => {
    const { said, batch } = aChannel();
    const acknowledgements = new Acknowledgements();
    const first = acknowledgements.begin(batch(1, 2));
    const second = acknowledgements.begin(batch(3, 4));
    const third = acknowledgements.begin(batch(5));
    second('done');
    third('again');
    expect(said).toEqual([]);
    first('again');
    expect(said).toEqual(['again up to 2', 'done up to 4', 'again up to 5']);
  });

  it('of a channel that has closed are not missed by anybody', () => {
    const { said, batch } = aChannel({ closed: true });
    const acknowledgements = new Acknowledgements();
    acknowledgements.begin(batch(1))('done');
    acknowledgements.begin(batch(2))('done');
    acknowledgements.begin([])('done');
    expect(said).toEqual([]);
  });
});
