import css from './controls.module.css';

/** What MUI's choices look like here; each is decoration, the input beneath says its state. */
export const choices = {
  box: <span className={css.box} />,
  boxChecked: <span className={`${css.box} ${css.checked}`} />,
  boxMixed: <span className={`${css.box} ${css.mixed}`} />,
  ring: <span className={css.ring} />,
  ringChosen: <span className={`${css.ring} ${css.chosen}`} />,
};
