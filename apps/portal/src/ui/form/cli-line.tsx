import css from './code.module.css';
import { CopyButton } from './copy-button.tsx';

/** A command line to paste into a shell. */
export function CliLine({ line }: { line: string }) {
  return (
    <div className={css.cli}>
      <code>{line}</code>
      <CopyButton text={line} />
    </div>
  );
}
