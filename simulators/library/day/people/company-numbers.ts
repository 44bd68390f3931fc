const cvrWeights = [2, 7, 6, 5, 4, 3, 2];

/** A CVR number that fits modulus 11, from the end of the number space; `turn` counts from 0, up to some ten thousands. */
export function inventedCvr(turn: number): string {
  for (let seen = -1, serial = 9_999_999; ; serial -= 1) {
    const digits = String(serial);
    const rest = cvrWeights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11;
    if (rest === 1) continue; // its check digit would be ten: never issued
    seen += 1;
    if (seen === turn) return `${digits}${String((11 - rest) % 11)}`;
  }
}

/** The same number with a check digit that does not fit. */
export function wrongCvr(turn: number): string {
  const right = inventedCvr(turn);
  return `${right.slice(0, 7)}${String((Number(right.slice(7)) + 1) % 10)}`;
}

/** Numbers of production units begin with 1: these begin with 99. */
export function inventedPNumber(turn: number): string {
  return `99${String(turn).padStart(8, '0')}`;
}

/** GS1 keeps the prefix 952 for examples. */
export function inventedGln(turn: number): string {
  const digits = `952${String(turn).padStart(9, '0')}`;
  const weighed = Array.from(
    { length: 12 },
    (_, at) => Number(digits[at]) * (at % 2 === 0 ? 1 : 3),
  );
  const sum = weighed.reduce((total, weight) => total + weight, 0);
  return `${digits}${String((10 - (sum % 10)) % 10)}`;
}
