/** The shape of a translation: the same keys as the English catalogue, any words. Plural forms may differ. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
};
