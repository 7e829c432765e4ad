import { listCode } from '@trainyard/sdk/code-directory';
import { describe, expect, it } from 'vitest';
import { chosenSource } from './sources.ts';
import { type CodePorts, uploadCode } from './upload-code.ts';

const never = new AbortController().signal;
const limits = { files: 100, bytes: 1_000 };

/** Files as a dialog gives them, by path. */
const chosen = (texts: Record<string, string>) =>
  chosenSource(
    Object.entries(texts).map(([path, text]) =>
      Object.defineProperty(new File([text], path.split('/').at(-1) ?? ''), 'webkitRelativePath', {
        value: `code/${path}`,
      }),
    ),
  );

describe('a chosen directory', () => {
  it('is a tree that is listed by the rules in it, and whose files can be read', async () => {
    const source = chosen({
      'train.py': 'print(1)',
      '.gitignore': 'out/\n*.ckpt\n',
      'out/model.bin': '0'.repeat(100),
      'model.ckpt': 'x',
      'lib/inner/a.py': 'a',
      'lib/.gitignore': 'secret.txt\n',
      'lib/secret.txt': 's',
      '.git/config': 'c',
    });
    const code = await listCode(source?.tree ?? { list: async () => [], read: async () => '' }, limits);
    const paths = code.files.map(({ path }) => path);
    expect(paths).toEqual(['.gitignore', 'lib/.gitignore', 'lib/inner/a.py', 'train.py']);
    expect(code.bytes).toBe(12 + 11 + 1 + 8);
    expect(await source?.file('lib/inner/a.py').text()).toBe('a');
    expect(source?.name).toBe('code');
  });
  it('of no files is none', () => expect(chosenSource([])).toBeNull());
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
