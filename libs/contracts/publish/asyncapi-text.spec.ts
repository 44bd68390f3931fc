import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asyncApiPlace, asyncApiText } from './asyncapi-text.js';

const root = new URL('../../../', import.meta.url);

function published(): string {
  try {
    return readFileSync(new URL(asyncApiPlace, root), 'utf8');
  } catch {
    return '';
  }
}

describe('the published description of all messages', () => {
  it('is what the classes and the golden events say', () => {
    const isCurrent = published() === asyncApiText(root);
    expect(
      isCurrent
        ? 'current'
        : `${asyncApiPlace} is stale: node deploy/local/prepare.mjs && node dist/libs/contracts/publish/write-asyncapi.js`,
    ).toBe('current');
  });
});
