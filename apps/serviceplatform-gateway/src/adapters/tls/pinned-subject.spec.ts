import { describe, expect, it } from '@jest/globals';
import { PinnedSubject } from './pinned-subject.js';

const subject = 'C=DK\nO=KOMBIT, A/S\nserialNumber=UI:1 + CN=SP_PROD_Callback';

describe('a pinned subject', () => {
  it.each([
    ['CN=SP_PROD_Callback', true],
    ['CN=SP_PROD_Callback, C=DK', true],
    ['O=KOMBIT\\, A/S,CN=SP_PROD_Callback', true],
    ['CN=SP_PROD', false],
    ['CN=SP_PROD_Callback,O=KOMBIT', false],
    ['SP_PROD_Callback', false],
    ['', false],
    [' , ', false],
  ])('%j fits: %j', (pinned, fits) => {
    expect(new PinnedSubject(pinned).fits(subject)).toBe(fits);
  });
});
