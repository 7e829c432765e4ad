import '@mui/material/styles';

/** Says to the compiler what theme.ts says at run time: colours are CSS variables. */
declare module '@mui/material/styles' {
  interface CssThemeVariables {
    enabled: true;
  }
}
