/**
 * Menus that hang on a button. The browser lifts them over the page, so that to open one draws its few rows and nothing else: a press is
 * answered at once on a slow machine, too.
 */
import {
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import css from './menu.module.css';
import { MenuKeys } from './menu-keys.ts';
import { placeMenu } from './place-menu.ts';

interface MenuProps {
  /** What was pressed, and has the focus again afterwards. */
  anchorEl: HTMLElement | null;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** An open menu has the focus, and the page below takes no press; Escape, Tab and a press beside it close it. */
export function Menu({ anchorEl, open, onClose, children }: MenuProps) {
  const layer = useRef<HTMLDivElement>(null);
  const [keys] = useState(() => new MenuKeys());
  const opener = useRef<HTMLElement>(null);
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    if (open && anchorEl !== null) {
      opener.current = anchorEl;
      keys.begin();
      return layer.current === null ? undefined : show(layer.current, anchorEl, () => close());
    }
    // Unless somebody has taken it by now.
    if (document.activeElement === document.body) opener.current?.focus();
    opener.current = null;
    return undefined;
  }, [open, anchorEl, keys]);
  if (!open || anchorEl === null) return null;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const closes = event.key === 'Escape' || event.key === 'Tab';
    const items = itemsOf(event.currentTarget);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = keys.read(
      event.key,
      at,
      items.map(({ textContent }) => textContent),
      event.timeStamp,
    );
    // What the page's own keys mean is not meant here.
    if (closes || event.key.length === 1 || to !== undefined) event.stopPropagation();
    if (!closes && to === undefined) return;
    event.preventDefault();
    if (closes) onClose();
    else if (to !== undefined) items[to]?.focus();
  };
  return (
    <div ref={layer} popover="auto" className={css.layer}>
      <div role="menu" tabIndex={-1} className={css.menu} onKeyDown={onKeyDown}>
        {children}
      </div>
    </div>
  );
}

const itemsOf = (menu: Element): HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])'),
];

/** Opens it at its place and begins at what is chosen, else at the first item; returns what ends that. */
function show(layer: HTMLElement, anchor: HTMLElement, close: () => void): () => void {
  const menu = layer.firstElementChild as HTMLElement;
  const place = () => {
    const size = { width: menu.offsetWidth, height: menu.offsetHeight };
    const { left, top } = placeMenu(anchor.getBoundingClientRect(), size, { width: innerWidth, height: innerHeight });
    menu.style.left = `${left}px`;
    menu.style.top = `${top}px`;
  };
  layer.showPopover();
  place();
  const items = itemsOf(menu);
  (items.find((item) => item.hasAttribute('data-selected')) ?? items[0] ?? menu).focus({ preventScroll: true });
  const done = new AbortController();
  const { signal } = done;
  layer.addEventListener('click', ({ target }) => target === layer && close(), { signal });
  // The browser itself closes it, too: at Escape wherever the focus is.
  layer.addEventListener('toggle', ({ newState }) => newState === 'closed' && close(), { signal });
  addEventListener('resize', place, { signal });
  return () => done.abort();
}

interface MenuItemProps extends HTMLAttributes<HTMLDivElement> {
  role?: 'menuitem' | 'menuitemradio' | 'menuitemcheckbox';
  selected?: boolean;
  disabled?: boolean;
}

/** A row of a menu; what it does says whether the menu closes. */
export function MenuItem({ role = 'menuitem', selected = false, disabled = false, onClick, ...rest }: MenuItemProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: each of its roles is one that is pressed.
    <div
      role={role}
      tabIndex={-1}
      className={css.item}
      data-selected={selected || undefined}
      {...(disabled ? { 'aria-disabled': true } : { onClick })}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) event.currentTarget.click();
      }}
      {...rest}
    />
  );
}

interface MenuDownloadProps {
  href: string;
  onDone: () => void;
  children: ReactNode;
}

/** A row that saves a file. */
export function MenuDownload({ href, onDone, children }: MenuDownloadProps) {
  return (
    <a
      role="menuitem"
      tabIndex={-1}
      className={css.item}
      href={href}
      download
      // A link that is taken away while it is pressed leads nowhere.
      onClick={() => setTimeout(onDone)}
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        event.currentTarget.click();
      }}
    >
      {children}
    </a>
  );
}

/** What the rows below it have in common. */
export function MenuHead({ children }: { children: ReactNode }) {
  return (
    <p role="presentation" className={css.head}>
      {children}
    </p>
  );
}

export function MenuDivider() {
  return <hr className={css.divider} />;
}
