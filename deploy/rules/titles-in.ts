import ts from 'typescript';

/** One test as it stands in a spec: what it says it proves, and whether it is expected to hold. */
export type Titled = {
  readonly title: string;
  readonly rules: readonly string[];
  readonly holds: boolean;
};

const leading = /^R\d\d\b(?:(?:,? |\u2013| and )R\d\d\b)*/;

/** The rules that a title begins with: `R19, R20 is the child alone` names two. */
export function rulesOf(title: string): readonly string[] {
  return leading.exec(title)?.[0].match(/R\d\d/g) ?? [];
}

/**
 * The tests in a spec's source, with the rules that their own title begins with, or else that of a `describe` around them. A
 * table's title is given as it is written; what is skipped or to do proves nothing and is left out.
 */
export function titlesIn(source: string): readonly Titled[] {
  const file = ts.createSourceFile('a.spec.ts', source, ts.ScriptTarget.Latest, true);
  const found: Titled[] = [];
  const walk = (node: ts.Node, around: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? calledWith(node) : undefined;
    if (call !== undefined && !call.words.some((word) => idle.has(word))) {
      const own = rulesOf(call.title);
      const rules = own.length > 0 ? own : around;
      if (call.words[0] === 'describe') {
        ts.forEachChild(node, (child) => {
          walk(child, rules);
        });
        return;
      }
      found.push({ title: call.title, rules, holds: !call.words.includes('failing') });
      return;
    }
    if (call === undefined)
      ts.forEachChild(node, (child) => {
        walk(child, around);
      });
  };
  walk(file, []);
  return found;
}

const tests = new Set(['it', 'test', 'describe']);
const idle = new Set(['skip', 'todo', 'xit', 'xdescribe']);

/** `it.each(…)('title', …)` → its words and its title; nothing for any other call. */
function calledWith({
  expression,
  arguments: [title],
}: ts.CallExpression): { readonly words: readonly string[]; readonly title: string } | undefined {
  const words = wordsOf(expression);
  if (title === undefined || !tests.has(words[0] ?? '')) return undefined;
  return ts.isStringLiteralLike(title) ? { words, title: title.text } : undefined;
}

function wordsOf(expression: ts.Node): readonly string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression))
    return [...wordsOf(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression)) return wordsOf(expression.expression);
  return ts.isTaggedTemplateExpression(expression) ? wordsOf(expression.tag) : [];
}
