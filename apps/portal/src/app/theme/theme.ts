/** MUI under our language: every colour is a token of tokens.css, so that a change of scheme repaints without a render. */
import { createTheme, type ThemeOptions } from '@mui/material/styles';
import { choices } from './controls.tsx';

declare module '@mui/material/styles' {
  /** Lets the provider take what belongs to themes of CSS variables. */
  interface CssThemeVariables {
    enabled: true;
  }
}

const none = 'none' as const;

const scheme: NonNullable<ThemeOptions['palette']> = {
  primary: { main: 'var(--accent)', contrastText: 'var(--on-accent)' },
  secondary: { main: 'var(--text-2)', contrastText: 'var(--bg)' },
  error: { main: 'var(--failed-text)', contrastText: 'var(--bg)' },
  warning: { main: 'var(--terminating-text)', contrastText: 'var(--bg)' },
  success: { main: 'var(--succeeded-text)', contrastText: 'var(--bg)' },
  info: { main: 'var(--accent-text)', contrastText: 'var(--bg)' },
  text: { primary: 'var(--text)', secondary: 'var(--text-2)', disabled: 'var(--text-3)' },
  background: { default: 'var(--bg)', paper: 'var(--raised)' },
  divider: 'var(--line)',
  action: { active: 'var(--text-2)', hover: 'var(--hover)', selected: 'var(--selected)', focus: 'transparent' },
};

const button = {
  height: 28,
  padding: '0 10px',
  gap: 6,
  fontSize: 12,
  lineHeight: '16px',
  fontWeight: 500,
  minWidth: 0,
};

/** Targets of 24 px around signs of 14, and 44 under a finger. */
const choice = { padding: 5, '@media (pointer: coarse)': { padding: 15 } };

/** The theme; both schemes hold the same token names and `data-theme` on the root element says which values they have. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-theme', nativeColor: true },
  colorSchemes: { dark: { palette: scheme }, light: { palette: scheme } },
  spacing: 4,
  shape: { borderRadius: 4 },
  shadows: Array(25).fill(none) as unknown as NonNullable<ThemeOptions['shadows']> & never,
  typography: {
    fontFamily: 'var(--sans)',
    fontSize: 13,
    htmlFontSize: 16,
    body1: { fontSize: 13, lineHeight: '20px' },
    body2: { fontSize: 12, lineHeight: '16px' },
    button: { textTransform: none, letterSpacing: 0 },
    h1: { fontSize: 18, lineHeight: '24px', fontWeight: 600, letterSpacing: '-0.015em' },
    h2: { fontSize: 12, lineHeight: '16px', fontWeight: 600 },
    caption: { fontSize: 11, lineHeight: '16px' },
  },
  transitions: { create: () => none },
  components: {
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { size: 'small', variant: 'outlined', color: 'inherit', disableElevation: true },
      styleOverrides: {
        root: { ...button, borderRadius: 4, color: 'var(--text)', '@media (pointer: coarse)': { height: 44 } },
        outlined: { borderColor: 'var(--line-2)', '&:hover': { background: 'var(--hover)' } },
        contained: {
          background: 'var(--btn)',
          color: 'var(--btn-text)',
          '&:hover': { background: 'var(--btn)', opacity: 0.9 },
          '&.Mui-disabled': { background: 'var(--line-2)', color: 'var(--text-3)' },
        },
        text: { color: 'var(--text-2)' },
        startIcon: { margin: 0 },
        endIcon: { margin: 0 },
      },
      variants: [{ props: { color: 'error' }, style: { color: 'var(--failed-text)' } }],
    },
    MuiIconButton: {
      defaultProps: { size: 'small', color: 'inherit' },
      styleOverrides: {
        root: {
          width: 28,
          height: 28,
          padding: 0,
          borderRadius: 4,
          color: 'var(--text-2)',
          '&:hover': { background: 'var(--hover)' },
          '@media (pointer: coarse)': { width: 44, height: 44 },
        },
      },
    },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: none } } },
    // The page itself never scrolls: to lock it would only lay it out anew.
    MuiModal: { defaultProps: { disableScrollLock: true } },
    MuiMenu: {
      defaultProps: { transitionDuration: 80, disableScrollLock: true },
      styleOverrides: { paper: { border: '1px solid var(--line-2)', borderRadius: 6 }, list: { padding: '4px 0' } },
    },
    MuiMenuItem: {
      styleOverrides: { root: { minHeight: 28, fontSize: 12, lineHeight: '16px', padding: '4px 12px', gap: 8 } },
    },
    MuiDialog: {
      defaultProps: { transitionDuration: 80, disableScrollLock: true },
      styleOverrides: { paper: { border: '1px solid var(--line-3)', borderRadius: 6, backgroundImage: none } },
    },
    MuiBackdrop: { styleOverrides: { root: { '&:not(.MuiBackdrop-invisible)': { background: 'var(--scrim)' } } } },
    MuiDialogTitle: {
      styleOverrides: { root: { fontSize: 15, lineHeight: '20px', fontWeight: 600, padding: '16px 16px 8px' } },
    },
    MuiDialogContent: { styleOverrides: { root: { padding: '8px 16px', fontSize: 13 } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 16px 16px', gap: 0 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400, arrow: false },
      styleOverrides: {
        tooltip: {
          background: 'var(--raised)',
          color: 'var(--text)',
          border: '1px solid var(--line-2)',
          borderRadius: 4,
          padding: '6px 8px',
          fontSize: 11,
          lineHeight: '16px',
          fontWeight: 400,
        },
      },
    },
    MuiTextField: { defaultProps: { size: 'small', variant: 'outlined', fullWidth: true } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: {
          fontSize: 12,
          lineHeight: '16px',
          background: 'var(--inset)',
          borderRadius: 4,
          '& .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--line-3)' },
          '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--text-3)' },
          '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--accent)', borderWidth: 2 },
        },
        input: { padding: '5px 8px', height: 18, '@media (pointer: coarse)': { height: 34, fontSize: 16 } },
        multiline: { padding: '5px 8px', '& .MuiOutlinedInput-input': { padding: 0, height: 'auto' } },
      },
    },
    MuiSelect: {
      styleOverrides: {
        icon: { color: 'var(--text-3)' },
        // The library gives a choice the height of its line, whatever the field around it has.
        select: { '@media (pointer: coarse)': { '&.MuiInputBase-input': { height: 34, lineHeight: '34px' } } },
      },
    },
    MuiFormLabel: { styleOverrides: { root: { fontSize: 12, color: 'var(--text-2)' } } },
    MuiFormHelperText: { styleOverrides: { root: { margin: '4px 0 0', fontSize: 11, lineHeight: '16px' } } },
    MuiCheckbox: {
      defaultProps: {
        size: 'small',
        icon: choices.box,
        checkedIcon: choices.boxChecked,
        indeterminateIcon: choices.boxMixed,
      },
      styleOverrides: { root: choice },
    },
    MuiRadio: {
      defaultProps: { size: 'small', icon: choices.ring, checkedIcon: choices.ringChosen },
      styleOverrides: { root: choice },
    },
    MuiTabs: {
      styleOverrides: { root: { minHeight: 32 }, indicator: { background: 'var(--accent)' } },
    },
    MuiTab: {
      styleOverrides: {
        root: {
          minHeight: 32,
          minWidth: 0,
          padding: '0 8px',
          fontSize: 12,
          color: 'var(--text-2)',
          '&.Mui-selected': { color: 'var(--text)' },
        },
      },
    },
    MuiSnackbarContent: {
      styleOverrides: {
        root: { background: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line-2)', fontSize: 12 },
      },
    },
  },
});
