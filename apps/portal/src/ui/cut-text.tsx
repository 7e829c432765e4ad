import css from './cut-text.module.css';

/** Prose in one line: where there is no room it ends in an ellipsis, and the whole is its tip. */
export function CutText({ text, className = '' }: { text: string; className?: string | undefined }) {
  return (
    <span className={`${css.text} ${className}`} title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}
