import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pane } from '../pane.tsx';
import { useLater } from '../use-later.ts';
import css from './code.module.css';
import { codeLines } from './code-lines.ts';
import { CopyButton } from './copy-button.tsx';
import { Segmented } from './segmented.tsx';

const languages = [
  { value: 'yaml', label: 'YAML' },
  { value: 'json', label: 'JSON' },
] as const;
type Language = (typeof languages)[number]['value'];

const loadYaml = () => import('./yaml-code.ts');

interface YamlViewProps {
  title: string;
  /** Plain data; what is undefined is left out. */
  value: unknown;
  /** Below the code: the command line that sends it. */
  foot?: React.ReactNode;
  className?: string;
}

/** A body as YAML or JSON, to read and to copy; it follows its value. */
export function YamlView({ title, value, foot, className }: YamlViewProps) {
  const { t } = useTranslation('ui');
  const [language, setLanguage] = useState<Language>('yaml');
  const yaml = useLater(loadYaml);
  const code = useMemo(() => {
    const json = JSON.stringify(value, null, 2);
    return language === 'json' ? json : (yaml?.yamlOf(JSON.parse(json)) ?? '');
  }, [value, language, yaml]);
  const name = languages.find((one) => one.value === language)?.label ?? '';
  return (
    <Pane
      title={title}
      padded={false}
      className={`${css.pane} ${className ?? ''}`}
      tools={
        <>
          <Segmented small label={t('form.language')} value={language} options={languages} onChange={setLanguage} />
          <CopyButton text={code} what={name} />
        </>
      }
    >
      <div className={css.stack}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section className={css.code} tabIndex={0} aria-label={name}>
          {codeLines(code).map((parts, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={at} className={css.line}>
              <span className={css.no} aria-hidden="true">
                {at + 1}
              </span>
              <span className={css.text}>
                {parts.map((part, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a line have only their order
                  <span key={index} className={css[part.kind]}>
                    {part.text}
                  </span>
                ))}
              </span>
            </div>
          ))}
        </section>
        {foot !== undefined && <div className={css.foot}>{foot}</div>}
      </div>
    </Pane>
  );
}
