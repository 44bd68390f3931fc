import { describe, expect, it } from '@jest/globals';
import { requireSoapContentType, soapContentType } from './content-type.js';

describe('the content type', () => {
  it.each([
    soapContentType(),
    soapContentType('urn:a#b'),
    'Application/SOAP+XML;charset="UTF-8"',
    'application/soap+xml',
  ])('%s is SOAP 1.2', (header) => {
    expect(() => {
      requireSoapContentType(header);
    }).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'text/xml; charset=utf-8',
    'application/json',
    'application/soap+xml; charset=utf-16',
  ])('%s is refused', (header) => {
    expect(() => {
      requireSoapContentType(header);
    }).toThrow(expect.objectContaining({ code: 'wrong-content-type' }));
  });
});
