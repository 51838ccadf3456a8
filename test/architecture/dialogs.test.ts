/** Every dialog says, before it does anything, whether that can be undone; or it offers an undo afterwards. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const web = fileURLToPath(new URL('../../console/web/', import.meta.url));

/** The components that make a dialog. */
const makes = /<(Modal|FormDialog|Confirm)(?=[\s>])/;
/** `After` and `after` say it in one place; older ones say it in their own words, or undo it by a button. */
const says =
  /<After>|\bafter=|\bundo:|undone|tak(?:e|es|en)\s+(?:it\s+)?back|brought back|withdraw|for good|never changed|as it is written|released? undoes/;

/** Dialogs that only show or ask who is there, or that the ones who use them fill: nothing is done by themselves. */
const harmless: Record<string, string> = {
  'components/Confirm.tsx Confirm': 'filled by others',
  'components/FormDialog.tsx FormDialog': 'filled by others',
  'components/Keys.tsx KeysDialog': 'shows',
  'components/ProveDialog.tsx ProveDialog': 'asks who is there',
  'components/Scanner.tsx ScanButton': 'reads a label',
  'pages/device/QuarantineSection.tsx AskDialog': 'filled by others',
};

/** The top-level functions of a file, by name. */
function functionsIn(text: string): Map<string, string> {
  const starts = [...text.matchAll(/^(?:export )?(?:async )?(?:function|const) (\w+)/gm)];
  return new Map(
    starts.map((start, at) => [
      start[1] ?? '',
      text.slice(start.index, starts[at + 1]?.index ?? text.length),
    ]),
  );
}

/** What a function shows, with the functions of its file that it shows. */
function whole(name: string, all: ReadonlyMap<string, string>, seen = new Set<string>()): string {
  const body = all.get(name) ?? '';
  if (seen.has(name)) return '';
  seen.add(name);
  const inner = [...body.matchAll(/<([A-Z]\w+)/g)].map(([, used = '']) => whole(used, all, seen));
  return [body, ...inner].join('\n');
}

function silentIn(path: string, text: string): string[] {
  const all = functionsIn(text);
  return [...all]
    .filter(([name, body]) => makes.test(body) && !says.test(whole(name, all)))
    .map(([name]) => `${path} ${name}`)
    .filter(one => !Object.hasOwn(harmless, one));
}

describe('dialogs', () => {
  it('say whether what they do can be undone', () => {
    const files = globSync('**/*.tsx', { cwd: web }).sort();
    const found = files.flatMap(path => silentIn(path, readFileSync(`${web}${path}`, 'utf8')));
    expect(found).to.deep.equal([]);
    const known = files.flatMap(path =>
      [...functionsIn(readFileSync(`${web}${path}`, 'utf8')).keys()].map(name => `${path} ${name}`),
    );
    expect(Object.keys(harmless).filter(one => !known.includes(one))).to.deep.equal([]);
  });

  it('are found when they say nothing, also where another function of the file fills them', () => {
    const planted = (words: string) =>
      `export function Ask() {\n  return <Modal opened><Form /></Modal>;\n}\nfunction Form() {\n  return <p>${words}</p>;\n}\n`;
    expect(silentIn('x.tsx', planted('Really?'))).to.deep.equal(['x.tsx Ask']);
    expect(silentIn('x.tsx', planted('It cannot be undone.'))).to.deep.equal([]);
    expect(silentIn('x.tsx', `${planted('Really?')}const beside = 'undone';\n`)).to.deep.equal(['x.tsx Ask']);
  });
});
