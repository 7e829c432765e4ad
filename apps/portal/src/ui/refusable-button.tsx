import { Button, type ButtonProps, Tooltip } from '@mui/material';
import css from './refusable-button.module.css';

type RefusableButtonProps = Omit<ButtonProps, 'disabled'> & {
  /** Why it cannot be pressed now, in words; undefined when it can. */
  refused: string | undefined;
};

/**
 * A button that says why it cannot be pressed, to the pointer and to the keyboard. It is never disabled for the browser: one that
 * was pressed and is refused from then on keeps the focus.
 */
export function RefusableButton({ refused, onClick, ...rest }: RefusableButtonProps) {
  const off = refused !== undefined;
  return (
    <Tooltip title={refused ?? ''} describeChild>
      <Button
        {...rest}
        aria-disabled={off}
        className={off ? (css.refused ?? '') : ''}
        onClick={off ? undefined : onClick}
      />
    </Tooltip>
  );
}
