import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import { imageTypeOf, mostOf } from '../kinds.ts';
import { nameOf, shownName } from '../paths.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';
import { Whole } from './whole.tsx';

/** An image, from bytes that are already here: the browser asks nobody for it. */
export function ImagePreview(props: PreviewProps) {
  return (
    <Whole {...props} most={mostOf('image') ?? 0}>
      {(bytes) => <Image bytes={bytes} path={props.path} />}
    </Whole>
  );
}

function Image({ bytes, path }: { bytes: Uint8Array<ArrayBuffer>; path: string }) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const [address, setAddress] = useState<string>();
  const [size, setSize] = useState<{ width: number; height: number } | 'broken'>();
  const type = imageTypeOf(path) ?? '';
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  if (size === 'broken') return <p className={css.note}>{t('files:brokenImage')}</p>;
  return (
    <figure className={css.figure}>
      {address !== undefined && (
        <img
          src={address}
          alt={shownName(nameOf(path))}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
          onError={() => setSize('broken')}
        />
      )}
      <figcaption>
        {size !== undefined &&
          t('files:pixels', { width: format.count(size.width), height: format.count(size.height) })}
      </figcaption>
    </figure>
  );
}
