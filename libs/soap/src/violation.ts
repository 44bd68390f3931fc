import type { XmlValidateError } from 'libxml2-wasm';

/** What breaks a schema, and at which element. Neither holds a value from the message. */
export type Violation = { readonly place: string; readonly rule: string };

const rules: readonly (readonly [RegExp, string])[] = [
  [/\[facet 'pattern'\]/, 'has the wrong form'],
  [/\[facet 'maxLength'\]/, 'is too long'],
  [/\[facet 'minLength'\]/, 'is too short'],
  [/\[facet 'enumeration'\]/, 'is none of the allowed values'],
  [/\[facet '(totalDigits|fractionDigits)'\]/, 'has too many digits'],
  [/\[facet '(min|max)(In|Ex)clusive'\]/, 'is out of range'],
  [/Missing child element/, 'lacks an element'],
  [/not expected/, 'does not belong there'],
  [/No matching global/, 'is not a message of this service'],
  [/Character content/, 'may not hold text'],
  [/not a valid value|atomic type/, 'is of the wrong type'],
  [/attribute/i, 'has a wrong attribute'],
];

/**
 * Puts the validator's first complaint into words of our own: its own messages quote what was sent.
 * Names are told only if the schema declares them; a name can be made up to carry a value.
 */
export function faultToldBy(error: XmlValidateError, declared: ReadonlySet<string>): Violation {
  const message = error.details[0]?.message ?? '';
  const name = /^Element '(?:\{[^}]*\})?([^']+)'/.exec(message)?.[1];
  return {
    place: name !== undefined && declared.has(name) ? name : 'an unknown element',
    rule: rules.find(([sign]) => sign.test(message))?.[1] ?? 'breaks the schema',
  };
}
