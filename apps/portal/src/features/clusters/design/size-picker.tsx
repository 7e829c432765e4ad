import { findNodeSize, type NodeSize, nodeSizes } from '@trainyard/contracts/node-sizes';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldGroup } from '../../../ui/form/field.tsx';
import formCss from '../../../ui/form/form.module.css';
import { SimTag } from '../../../ui/sim-tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from './design.module.css';

const matches = (size: NodeSize, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${size.name} ${size.gpuModel ?? 'cpu'}`.toLowerCase().includes(word));

interface SizePickerProps {
  value: string;
  onChange: (size: string) => void;
  fault?: string | undefined;
}

/** The catalogue of node sizes, narrowed by what is typed; one is chosen. */
export function SizePicker({ value, onChange, fault }: SizePickerProps) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const [text, setText] = useState('');
  const name = useId();
  const shown = nodeSizes.filter((size) => matches(size, text.trim()));
  const chosen = findNodeSize(value);
  return (
    <FieldGroup
      label={t('design.size')}
      fault={fault}
      hint={
        shown.length === nodeSizes.length
          ? t('design.sizes', { count: nodeSizes.length })
          : t('design.sizesShown', { count: nodeSizes.length, shown: shown.length })
      }
    >
      <input
        type="search"
        className={formCss.input}
        aria-label={t('design.searchSizes')}
        placeholder={t('design.searchSizes')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={css.sizes}>
        <table>
          <thead>
            <tr>
              <th scope="col" className={css.pick}>
                <span className="visually-hidden">{t('design.chosen')}</span>
              </th>
              <th scope="col">{t('design.sizeName')}</th>
              <th scope="col">{t('design.gpus')}</th>
              <th scope="col" className={css.right}>
                {t('design.vcpus')}
              </th>
              <th scope="col" className={css.right}>
                {t('design.memory')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((size) => (
              <tr
                key={size.name}
                className={size === chosen ? css.selected : ''}
                onClick={() => onChange(size.name)}
                aria-selected={size === chosen}
              >
                <td className={css.pick}>
                  <input
                    type="radio"
                    name={name}
                    className={css.radio}
                    aria-label={size.name}
                    checked={size === chosen}
                    onChange={() => onChange(size.name)}
                  />
                </td>
                <td className={css.name}>{size.name}</td>
                <td>
                  {size.gpuModel === null
                    ? t('design.noGpu')
                    : t('gpus', { number: size.gpus, model: size.gpuModel, memory: format.bytes(size.gpuMemoryBytes) })}
                </td>
                <td className={css.right}>{format.count(size.vcpus)}</td>
                <td className={css.right}>{format.bytes(size.memoryBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className={css.none}>{t('design.noSize', { text: text.trim() })}</p>}
      </div>
      {chosen !== undefined && <Machine size={chosen} />}
    </FieldGroup>
  );
}

/** What a node of this size is on the server's own machine. */
function Machine({ size }: { size: NodeSize }) {
  const { t } = useTranslation('clusters');
  return (
    <p className={css.machine}>
      {size.gpus > 0 && <SimTag />}
      <span>
        {size.gpus > 0
          ? t('design.machineGpu', { count: size.gpus, model: size.gpuModel ?? '' })
          : t('design.machineCpu')}
      </span>
    </p>
  );
}
