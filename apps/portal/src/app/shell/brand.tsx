/** The mark: a track and its switch. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 10h16M6 10c3.5 0 3.5-6 7-6h5M6 10c3.5 0 3.5 6 7 6h5" />
    </svg>
  );
}
