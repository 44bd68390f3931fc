/**
 * What a receiver of OTLP/HTTP in JSON must refuse, as far as a sender of spans can get it wrong. Source: opentelemetry-proto 1.x,
 * `trace.proto` and "OTLP/HTTP, JSON Protobuf Encoding": ids in hexadecimal, 64-bit numbers as decimal strings, enums as numbers.
 */
export function faultsInTraces(request: unknown): readonly string[] {
  const { resourceSpans = [] } = objectAt(request);
  if (!isObject(request) || !Array.isArray(resourceSpans)) return ['resourceSpans: a list'];
  return resourceSpans.flatMap((resource: unknown) => {
    const { resource: of, scopeSpans = [] } = objectAt(resource);
    if (!Array.isArray(scopeSpans)) return ['scopeSpans: a list'];
    return [
      ...attributeFaults(objectAt(of)['attributes'], 'resource'),
      ...scopeSpans.flatMap((scope: unknown) => scopeFaults(objectAt(scope))),
    ];
  });
}

type Json = Readonly<Record<string, unknown>>;
type Rule = readonly [member: string, fits: (value: unknown, span: Json) => boolean];

const kindMax = 5;
const statusCodeMax = 2;
const uint32Max = 0xffff_ffff;
const uint64Max = 2n ** 64n - 1n;

const hex = (length: number) => (value: unknown) =>
  typeof value === 'string' &&
  new RegExp(`^[0-9a-f]{${String(length)}}$`, 'i').test(value) &&
  !/^0*$/.test(value);
const absentOr = (fits: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || fits(value);
const wholeUpTo = (max: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
const isNanos = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) <= uint64Max;

/** 0 would be an unknown kind, which a tracer of ours never means; a parent that is there is no empty text either. */
const rulesOfSpans: readonly Rule[] = [
  ['traceId', hex(32)],
  ['spanId', hex(16)],
  ['parentSpanId', absentOr(hex(16))],
  ['name', (value) => typeof value === 'string' && value !== ''],
  ['kind', (value) => wholeUpTo(kindMax)(value) && value !== 0],
  ['startTimeUnixNano', (value) => isNanos(value) && BigInt(value) > 0n],
  [
    'endTimeUnixNano',
    (value, { startTimeUnixNano: start }) => isNanos(value) && endsAfter(value, start),
  ],
  ['flags', absentOr(wholeUpTo(uint32Max))],
  [
    'status',
    absentOr((value) => isObject(value) && absentOr(wholeUpTo(statusCodeMax))(value['code'])),
  ],
];
const rulesOfLinks: readonly Rule[] = [
  ['traceId', hex(32)],
  ['spanId', hex(16)],
];

function endsAfter(end: string, start: unknown): boolean {
  return !isNanos(start) || BigInt(end) >= BigInt(start);
}

function scopeFaults({ spans = [] }: Json): readonly string[] {
  if (!Array.isArray(spans)) return ['spans: a list'];
  return spans.flatMap((span: unknown) => spanFaults(objectAt(span)));
}

function spanFaults(span: Json): readonly string[] {
  const { links = [] } = span;
  return [
    ...brokenRules(span, rulesOfSpans, 'span'),
    ...attributeFaults(span['attributes'], 'span'),
    ...(Array.isArray(links)
      ? links.flatMap((link: unknown) => brokenRules(objectAt(link), rulesOfLinks, 'link'))
      : ['links: a list']),
  ];
}

function brokenRules(judged: Json, rules: readonly Rule[], what: string): readonly string[] {
  return rules
    .filter(([member, fits]) => !fits(judged[member], judged))
    .map(([member]) => `${what}.${member}`);
}

const kindsOfValues: Readonly<Record<string, (value: unknown) => boolean>> = {
  stringValue: (value) => typeof value === 'string',
  boolValue: (value) => typeof value === 'boolean',
  intValue: (value) => Number.isSafeInteger(value) || /^-?\d{1,19}$/.test(String(value)),
  doubleValue: (value) => typeof value === 'number',
  arrayValue: isObject,
  kvlistValue: isObject,
  bytesValue: (value) => typeof value === 'string',
};

/** An attribute has a name, which comes once, and a value of one kind. */
function attributeFaults(attributes: unknown, what: string): readonly string[] {
  if (attributes === undefined) return [];
  if (!Array.isArray(attributes)) return [`${what}.attributes: a list`];
  const keys = attributes.map((attribute: unknown) => objectAt(attribute)['key']);
  const areNamed = keys.every((key) => typeof key === 'string' && key !== '');
  const areOnce = new Set(keys).size === keys.length;
  const haveValues = attributes.every((attribute: unknown) =>
    isValue(objectAt(attribute)['value']),
  );
  return areNamed && areOnce && haveValues ? [] : [`${what}.attributes`];
}

function isValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [only, ...others] = Object.entries(value);
  return only !== undefined && others.length === 0 && (kindsOfValues[only[0]]?.(only[1]) ?? false);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(value: unknown): Json {
  return isObject(value) ? value : {};
}
