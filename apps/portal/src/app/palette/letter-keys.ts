/** Whether single letters are keys in this browser: people who speak to their computer switch them off. */
const key = 'trainyard.letterKeys';

export const letterKeys = {
  get: (): boolean => localStorage.getItem(key) !== 'off',
  set: (on: boolean): void => localStorage.setItem(key, on ? 'on' : 'off'),
};
