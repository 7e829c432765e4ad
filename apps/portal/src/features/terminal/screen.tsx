import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../../live/connection.ts';
import { type Colours, useColours } from '../../ui/colours.ts';
import { copyText } from '../../ui/copy-text.ts';
import { allowStyles } from './allow-styles.ts';
import css from './screen.module.css';
import { type Place, type Session, type SessionState, startSession } from './session.ts';

/** What the buttons around a screen do to it. */
export interface Hands {
  focus(): void;
  /** Copies what is selected. */
  copy(): void;
  paste(text: string): void;
  /** Sends bytes as if they were typed. */
  type(keys: string): void;
  end(): void;
}

interface ScreenProps {
  place: Place;
  hands: RefObject<Hands | null>;
  onState: (state: SessionState) => void;
  /** The keys that lead out of the screen were pressed. */
  onLeave: () => void;
}

/** Lines that can be scrolled back to: about a megabyte of usual output. */
const scrollback = 5_000;
const fontSize = 13;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** A terminal with its session; both end when it goes from the page. */
export function Screen({ place, hands, onState, onLeave }: ScreenProps) {
  const { t } = useTranslation('terminal');
  const box = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal | null>(null);
  const colours = useColours();
  const now = useRef({ onState, onLeave, colours });
  now.current = { onState, onLeave, colours };
  useEffect(() => {
    if (terminal.current) terminal.current.options.theme = themeOf(colours);
  }, [colours]);
  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    const noStyles = allowStyles(nonce);
    const screen = new Terminal({
      fontFamily: getComputedStyle(host).fontFamily,
      fontSize,
      lineHeight: 1.2,
      scrollback,
      theme: themeOf(now.current.colours),
      // Programs choose colours for backgrounds that are not ours.
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
      cursorBlink: false,
    });
    terminal.current = screen;
    const fit = new FitAddon();
    screen.loadAddon(fit);
    let session: Session | undefined;
    let gone = false;
    screen.attachCustomKeyEventHandler((event) => keyOf(event, screen, () => now.current.onLeave()));
    screen.onData((text) => session?.type(text));
    screen.onBinary((text) => session?.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
    screen.onResize(({ cols, rows }) => session?.resize({ columns: cols, rows }));
    hands.current = {
      focus: () => screen.focus(),
      copy: () => copySelection(screen),
      paste: (text) => screen.paste(text),
      type: (keys) => session?.type(keys),
      end: () => session?.end(),
    };
    const watch = new ResizeObserver(() => fit.fit());
    const start = () => {
      if (gone) return;
      screen.open(host);
      fit.fit();
      watch.observe(host);
      screen.focus();
      session = startSession(
        place,
        { columns: screen.cols, rows: screen.rows },
        {
          open: (target) => connection.live.openChannel(target),
          show: (bytes) => new Promise((resolve) => screen.write(bytes, resolve)),
          onState: (state) => {
            if (state.kind !== 'opening' && state.kind !== 'open') screen.options.disableStdin = true;
            now.current.onState(state);
          },
        },
      );
    };
    // Letters are measured once: those of the right face, or of the next best where it cannot be fetched.
    document.fonts.load(`${fontSize}px ${getComputedStyle(host).fontFamily}`).then(start, start);
    return () => {
      gone = true;
      watch.disconnect();
      session?.close();
      hands.current = null;
      terminal.current = null;
      screen.dispose();
      noStyles();
    };
  }, [place, hands]);
  return (
    <section className={css.frame} aria-label={t('screen')}>
      <div ref={box} className={css.screen} />
    </section>
  );
}

/** What is selected goes to the clipboard; where the browser gives none, the selection stays to be copied its way. */
function copySelection(screen: Terminal): void {
  const text = screen.getSelection();
  if (text === '') return;
  copyText(text).then(
    () => screen.focus(),
    () => undefined,
  );
}

/** Keys that are the page's, not the program's: false keeps them from it. */
function keyOf(event: KeyboardEvent, screen: Terminal, onLeave: () => void): boolean {
  if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey) return true;
  if (event.key === 'Enter') {
    event.preventDefault();
    onLeave();
    return false;
  }
  if (event.key.toLowerCase() === 'c' && screen.hasSelection()) {
    event.preventDefault();
    copySelection(screen);
    return false;
  }
  // The browser pastes by itself, which the terminal hears of.
  return event.key.toLowerCase() !== 'v';
}

function themeOf(colour: Colours): ITheme {
  const [black, red, green, yellow] = [
    colour('--ansi-black'),
    colour('--ansi-red'),
    colour('--ansi-green'),
    colour('--ansi-yellow'),
  ];
  const [blue, magenta, cyan, white] = [
    colour('--ansi-blue'),
    colour('--ansi-magenta'),
    colour('--ansi-cyan'),
    colour('--ansi-white'),
  ];
  return {
    background: colour('--inset'),
    foreground: colour('--text'),
    cursor: colour('--accent'),
    cursorAccent: colour('--inset'),
    selectionBackground: colour('--selected'),
    scrollbarSliderBackground: colour('--line-2'),
    scrollbarSliderHoverBackground: colour('--line-3'),
    scrollbarSliderActiveBackground: colour('--line-3'),
    ...{ black, red, green, yellow, blue, magenta, cyan, white },
    brightBlack: black,
    brightRed: red,
    brightGreen: green,
    brightYellow: yellow,
    brightBlue: blue,
    brightMagenta: magenta,
    brightCyan: cyan,
    brightWhite: white,
  };
}
