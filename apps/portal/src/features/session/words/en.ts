/** Words of the session pages. */
export default {} as const;
