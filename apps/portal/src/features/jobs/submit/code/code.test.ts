import { describe, expect, it } from 'vitest';
import { Ignored } from './ignored.ts';
import { chosenSource } from './sources.ts';
import { type CodePorts, uploadCode } from './upload-code.ts';
import { TooManyFiles, walk } from './walk.ts';

/** Files as a dialog gives them, by path. */
const chosen = (texts: Record<string, string>) =>
  chosenSource(
    Object.entries(texts).map(([path, text]) =>
      Object.defineProperty(new File([text], path.split('/').at(-1) ?? ''), 'webkitRelativePath', {
        value: `code/${path}`,
      }),
    ),
  );
const never = new AbortController().signal;
const walked = async (texts: Record<string, string>, most = 100) => {
  const source = chosen(texts);
  if (source === null) throw new Error('nothing was chosen');
  return walk(source, most, never);
};

describe('rules', () => {
  const rules = Ignored.top().with('', ['*.log\n!keep.log\n/data/\n']).with('sub', ['!deep.log']);
  it.each([
    ['a.log', false, true],
    ['keep.log', false, false],
    ['x/a.log', false, true],
    ['data', true, true],
    ['x/data', true, false],
    ['sub/deep.log', false, false],
    ['sub/other.log', false, true],
    ['node_modules', true, true],
    ['x/__pycache__', true, true],
    ['train.py', false, false],
  ])('%s (a directory: %s) is left behind: %s', (path, isDirectory, left) =>
    expect(rules.has(path, isDirectory)).toBe(left),
  );
  it('of a file go before those that hold without one', () => {
    expect(Ignored.top().with('', ['!venv/']).has('venv', true)).toBe(false);
  });
});

describe('a code directory', () => {
  it('is walked without what its rules leave behind, the rules of inner directories too', async () => {
    const code = await walked({
      'train.py': 'print(1)',
      '.gitignore': 'out/\n*.ckpt\n',
      'out/model.bin': '0'.repeat(100),
      'model.ckpt': 'x',
      'lib/a.py': 'a',
      'lib/.gitignore': 'secret.txt\n!b.ckpt\n',
      'lib/secret.txt': 's',
      'lib/b.ckpt': 'b',
      '.git/config': 'c',
    });
    expect(code.files.map(({ path }) => path)).toEqual([
      '.gitignore',
      'lib/.gitignore',
      'lib/a.py',
      'lib/b.ckpt',
      'train.py',
    ]);
    expect(code.ignored).toBe(4);
    expect(code.bytes).toBe(8 + 12 + 1 + 19 + 1);
  });
  it('of too many files is refused before they are read', async () => {
    await expect(walked({ a: '', b: '', c: '' }, 2)).rejects.toThrow(TooManyFiles);
    expect((await walked({ a: '', b: '' }, 2)).files).toHaveLength(2);
  });
  it('stops when it is told to', async () => {
    const source = chosen({ a: '1' });
    if (source === null) throw new Error('nothing was chosen');
    await expect(walk(source, 10, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
  it('of nothing is none', () => expect(chosenSource([])).toBeNull());
});

describe('an upload', () => {
  /** A server that has some contents; the text is its own hash. */
  const server = (stored: string[]) => {
    const put: string[] = [];
    const asked: string[][] = [];
    const ports: CodePorts = {
      hash: (file) => file.text(),
      missing: async (all) => {
        asked.push([...all]);
        return all.filter((sha256) => !stored.includes(sha256));
      },
      put: async (sha256) => {
        if (sha256 === 'refused') throw new Error('refused');
        put.push(sha256);
      },
    };
    return { ports, put, asked };
  };
  const files = (...texts: string[]) => texts.map((text, at) => ({ path: `f${at}`, file: new File([text], `f${at}`) }));

  it('sends each content once, and none that is there', async () => {
    const { ports, put, asked } = server(['there']);
    const shipped = await uploadCode(files('new', 'there', 'new'), ports, () => undefined, never);
    expect(shipped.map(({ sha256 }) => sha256)).toEqual(['new', 'there', 'new']);
    expect(asked).toEqual([['new', 'there']]);
    expect(put).toEqual(['new']);
  });
  it('tells how far it is, of what is really sent', async () => {
    const { ports } = server(['there']);
    const told: string[] = [];
    await uploadCode(
      files('new', 'there'),
      ports,
      ({ step, done, bytes }) => told.push(`${step} ${done}/${bytes}`),
      never,
    );
    expect(told).toEqual(['hashing 3/8', 'hashing 8/8', 'sending 3/3']);
  });
  it('ends with the first refusal', async () => {
    const { ports } = server([]);
    await expect(uploadCode(files('refused', 'b'), ports, () => undefined, never)).rejects.toThrow('refused');
  });
  it('ends when it is told to, before anything else is sent', async () => {
    const { ports, put } = server([]);
    const stop = new AbortController();
    const hash: CodePorts['hash'] = async (file) => {
      stop.abort(new Error('stop'));
      return file.text();
    };
    await expect(uploadCode(files('a', 'b'), { ...ports, hash }, () => undefined, stop.signal)).rejects.toThrow('stop');
    expect(put).toEqual([]);
  });
});
