import css from './section.module.css';

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}

/** A few ways of which one holds, over all columns of a section. */
export function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  return (
    <div className={css.seg} role="radiogroup" aria-label={label}>
      {options.map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: a segment of buttons reads as one choice
        <button
          key={one.value}
          type="button"
          role="radio"
          aria-checked={one.value === value}
          onClick={() => one.value !== value && onChange(one.value)}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}
