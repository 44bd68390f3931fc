const idle = new Set(['(idle)', '(root)']);

/** The package, the room of ours, or the part of Node that a frame belongs to; nothing for a process that waits. */
export function areaOf(functionName: string, url: string): string | undefined {
  if (idle.has(functionName)) return undefined;
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(program)') return 'Node itself';
  return areaOfFile(url);
}

/** The function and where it is. */
export function functionIn(functionName: string, url: string): string | undefined {
  const area = areaOf(functionName, url);
  const isSpecial = functionName.startsWith('(');
  if (area === undefined || isSpecial) return area;
  return `${functionName === '' ? '(anonymous)' : functionName} · ${area}/${fileOf(url)}`;
}

function areaOfFile(url: string): string {
  const packaged = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1];
  if (packaged !== undefined) return packaged;
  if (url.startsWith('node:'))
    return `node:${
      url
        .slice(5)
        .replace(/^internal\//, '')
        .split('/')[0] ?? ''
    }`;
  const own = /dist\/((?:libs|apps)\/[^/]+)\/src\/(?:([^/]+)\/)?/.exec(url);
  if (own !== null) return own.slice(1).filter(Boolean).join('/');
  return url === '' ? 'native' : 'elsewhere';
}

function fileOf(url: string): string {
  return (
    url
      .split('/')
      .at(-1)
      ?.replace(/\.m?js$/, '') ?? ''
  );
}
