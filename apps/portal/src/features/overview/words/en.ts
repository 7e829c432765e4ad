/** Words of the overview pages. */
export default {} as const;
