/**
 * The values of a metric at a service's `/metrics`, by the labels that are its own: `municipality="615",kind="rejected"`, sorted; the
 * empty text where it has none. Of a histogram the names are `…_count`, `…_sum` and `…_bucket`.
 */
export async function scraped(
  serviceUrl: string,
  metric: string,
): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${serviceUrl}/metrics`)).text();
  const series = [...text.matchAll(new RegExp(`^${metric}\\{(.*)\\} (\\S+)$`, 'gm'))];
  return Object.fromEntries(
    series.map(([, labels = '', value]) => [ownLabels(labels), Number(value)]),
  );
}

function ownLabels(labels: string): string {
  const pairs = [...labels.matchAll(/\w+="[^"]*"/g)].map(([pair]) => pair);
  return pairs
    .filter((pair) => !/^(service|instance)=/.test(pair))
    .sort()
    .join(',');
}
