import { describe, expect, it } from '@jest/globals';
import { startTogether, type Started } from './start-together.js';

function starters(...names: string[]): {
  readonly stopped: string[];
  readonly all: (() => Promise<Started>)[];
} {
  const stopped: string[] = [];
  const all = names.map((name) => async (): Promise<Started> => {
    if (name === 'broken') throw new Error('broken');
    return { urls: { [name]: `http://${name}` }, stop: async () => void stopped.push(name) };
  });
  return { stopped, all };
}

describe('several simulators', () => {
  it('tell all their addresses, and stop backwards', async () => {
    const { all, stopped } = starters('a', 'b');
    const started = await startTogether(all);
    expect(started.urls).toEqual({ a: 'http://a', b: 'http://b' });
    await started.stop();
    expect(stopped).toEqual(['b', 'a']);
  });

  it('are stopped again when a later one does not start', async () => {
    const { all, stopped } = starters('a', 'b', 'broken');
    await expect(startTogether(all)).rejects.toThrow('broken');
    expect(stopped).toEqual(['b', 'a']);
  });

  it('are all stopped, even if one can not be', async () => {
    const { all, stopped } = starters('a', 'b');
    const stuck = async (): Promise<Started> => ({
      urls: {},
      stop: () => Promise.reject(new Error('stuck')),
    });
    const started = await startTogether([...all, stuck]);
    await expect(started.stop()).rejects.toThrow('Not every simulator');
    expect(stopped).toEqual(['b', 'a']);
  });
});
